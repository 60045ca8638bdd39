package io.boardstream.agent.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox, in its order, and forgets it once the broker has it. An outage of
 * any length is waited for, and so is a full disk. A record may be sent twice when the agent ends
 * between the two, or one before it failed; its key makes that once in effect. A record that no
 * broker will ever take goes to the dead letters with the reason, and holds up nothing.
 */
public final class OutboxSender implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
  private static final int BATCH = 200;
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** What our topics take. */
  private static final int MAX_REQUEST_BYTES = 8 << 20;

  private final Outbox outbox;
  private final Serializer<SpecificRecord> values;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final String deadLetters;
  private final BrokerClock clock;
  private List<Waiting> delivered = List.of();
  private final Thread thread = new Thread(this::send, "outbox-sender");
  private volatile Health health = Health.starting("the outbox was not looked at yet");
  private volatile boolean stopping;

  public OutboxSender(Outbox outbox, Map<String, String> settings) {
    this(outbox, settings, new BrokerClock(Clock.systemUTC()));
  }

  /**
   * @param clock is told when records were confirmed
   */
  public OutboxSender(Outbox outbox, Map<String, String> settings, BrokerClock clock) {
    this(
        outbox,
        new AvroSerdes(settings).values(SpecificRecord.class).serializer(),
        () -> producer(settings),
        TopicCatalogue.DEAD_LETTERS.name(new KafkaSettings(settings).topicsPrefix()),
        clock);
  }

  OutboxSender(
      Outbox outbox,
      Serializer<SpecificRecord> values,
      Supplier<Producer<byte[], byte[]>> producers,
      String deadLetters,
      BrokerClock clock) {
    this.outbox = outbox;
    this.values = values;
    this.producers = producers;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "outbox";
  }

  @Override
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    health = Health.stopped();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    try (Producer<byte[], byte[]> producer = producers.get()) {
      Duration pause = FIRST_PAUSE;
      while (!stopping) {
        if (isWorkedOff(producer)) {
          pause = FIRST_PAUSE;
        } else {
          pause(pause);
          pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
      }
    } catch (InterruptException | InterruptedException e) {
      // Asked to stop; what was not confirmed stays in the outbox.
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("The outbox is not sent any more", e);
      health =
          Health.failed(
              "The outbox is not sent any more: " + e.getMessage() + "; restart the agent");
    }
  }

  /** Sends the next of what waits, and waits a little when there is none; false when it cannot. */
  private boolean isWorkedOff(Producer<byte[], byte[]> producer) throws InterruptedException {
    try {
      // First: on a full disk not even this may work, and nothing shall be sent over and over.
      outbox.sent(delivered);
      delivered = List.of();
      List<Waiting> batch = outbox.oldest(BATCH);
      if (batch.isEmpty()) {
        up();
        outbox.awaitMore(IDLE);
        return true;
      }
      Optional<String> away = sent(producer, batch);
      away.ifPresent(
          why -> health = Health.waiting(why + "; " + outbox.waiting() + " records wait"));
      outbox.sent(delivered);
      delivered = List.of();
      return away.isEmpty();
    } catch (OutboxException e) {
      health = Health.waiting(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * Sends a batch. What follows a record that could not be sent is sent again after it, even where
   * the broker has it already: so the newest of a key stands last on its topic.
   *
   * @return why not all of them are with the broker
   */
  private Optional<String> sent(Producer<byte[], byte[]> producer, List<Waiting> batch)
      throws InterruptedException {
    List<Future<RecordMetadata>> sending = new ArrayList<>();
    @Nullable Throwable failure = null;
    for (Waiting message : batch) {
      try {
        sending.add(send(producer, message));
      } catch (RuntimeException e) {
        failure = e;
        break;
      }
    }
    List<Waiting> done = new ArrayList<>();
    for (Future<RecordMetadata> one : sending) {
      try {
        one.get();
        done.add(batch.get(done.size()));
      } catch (ExecutionException e) {
        failure = e.getCause() == null ? e : e.getCause();
        break;
      }
    }
    delivered = done;
    if (failure == null) {
      return Optional.empty();
    }
    // All that is under way arrives or fails before anything is sent again.
    settle(sending);
    return judge(producer, batch.get(done.size()), failure);
  }

  private static void settle(List<Future<RecordMetadata>> sending) throws InterruptedException {
    for (Future<RecordMetadata> one : sending) {
      try {
        one.get();
      } catch (ExecutionException e) {
        // It is sent again after the first that failed.
      }
    }
  }

  private Future<RecordMetadata> send(Producer<byte[], byte[]> producer, Waiting message) {
    byte[] value = values.serialize(message.topic(), message.value());
    byte[] key = message.key().getBytes(UTF_8);
    long stamp = clock.stamp();
    long sent = clock.nanos();
    return producer.send(
        new ProducerRecord<>(message.topic(), null, stamp, key, value),
        (confirmed, failure) -> {
          if (failure == null) {
            clock.confirmed(sent, stamp, confirmed.timestamp());
          }
        });
  }

  /** Why it cannot be sent now; empty when it never can be, and went to the dead letters. */
  private Optional<String> judge(
      Producer<byte[], byte[]> producer, Waiting message, Throwable cause)
      throws InterruptedException {
    if (cause instanceof InterruptException interrupted) {
      throw interrupted;
    }
    if (!isForEver(cause)) {
      return Optional.of("Kafka does not take records: " + cause.getMessage());
    }
    LOG.error("Record {} of {} can never be sent", message.key(), message.topic(), cause);
    try {
      producer.send(deadLetter(message, cause, message.bytes())).get();
      outbox.sent(List.of(message));
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      if (!isForEver(why)) {
        return Optional.of("Kafka does not take dead letters: " + why.getMessage());
      }
      return withoutItsBytes(producer, message, cause);
    }
    return Optional.empty();
  }

  /** The dead letter says why; the record itself stays here, for no topic takes it. */
  private Optional<String> withoutItsBytes(
      Producer<byte[], byte[]> producer, Waiting message, Throwable cause)
      throws InterruptedException {
    try {
      producer.send(deadLetter(message, cause, new byte[0])).get();
    } catch (ExecutionException e) {
      return Optional.of("Kafka does not take dead letters: " + e.getMessage());
    }
    outbox.refuse(message, String.valueOf(cause));
    return Optional.empty();
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      Waiting message, Throwable cause, byte[] value) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(deadLetters, message.key().getBytes(UTF_8), value);
    new DeadLetter(
            message.topic(),
            -1,
            -1,
            cause.getClass().getName(),
            "Record of %s, %,d bytes: %s"
                .formatted(
                    message.value().getSchema().getName(),
                    message.bytes().length,
                    cause.getMessage()))
        .write(letter.headers());
    return letter;
  }

  /** Whether no broker will ever take it. */
  private static boolean isForEver(Throwable cause) {
    return cause instanceof RecordTooLargeException
        || (cause instanceof SerializationException
            && !(cause instanceof RegistryUnavailableException)
            && !(cause.getCause() instanceof RegistryUnavailableException));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void up() {
    long refused = outbox.refused();
    health =
        refused == 0
            ? Health.up()
            : Health.waiting(
                refused + " records were refused and wait for somebody to look at them");
  }

  private static Producer<byte[], byte[]> producer(Map<String, String> settings) {
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    // In order, each once as long as this producer lives.
    client.put(ProducerConfig.ACKS_CONFIG, "all");
    client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    client.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    client.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    client.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
    client.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
