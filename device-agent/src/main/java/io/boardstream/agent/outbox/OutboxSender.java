package io.boardstream.agent.outbox;

import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox, in its order, and forgets it once the broker has it. An outage of
 * any length is waited for. A record may be sent twice when the agent ends between the two; its key
 * makes that once in effect. A record that no broker will ever take is set aside with the reason.
 */
public final class OutboxSender implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
  private static final int BATCH = 200;
  private static final Duration IDLE = Duration.ofMillis(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Outbox outbox;
  private final Map<String, String> settings;
  private final BrokerClock clock;
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
    this.outbox = outbox;
    this.settings = Map.copyOf(settings);
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
    try (Producer<String, SpecificRecord> producer = producer()) {
      Duration pause = FIRST_PAUSE;
      while (!stopping) {
        List<Waiting> batch = outbox.oldest(BATCH);
        if (batch.isEmpty()) {
          up();
          pause(IDLE);
        } else if (sent(producer, batch)) {
          up();
          pause = FIRST_PAUSE;
        } else {
          pause(pause);
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
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

  /** Says whether all of them are with the broker, or set aside. */
  private boolean sent(Producer<String, SpecificRecord> producer, List<Waiting> batch)
      throws InterruptedException {
    List<Future<RecordMetadata>> futures = new ArrayList<>();
    List<Waiting> done = new ArrayList<>();
    @Nullable String away = null;
    try {
      for (Waiting message : batch) {
        futures.add(send(producer, message));
      }
    } catch (RuntimeException e) {
      away = judge(batch.get(futures.size()), e);
    }
    for (int i = 0; i < futures.size(); i++) {
      try {
        futures.get(i).get();
        done.add(batch.get(i));
      } catch (ExecutionException e) {
        String cause = judge(batch.get(i), e.getCause() == null ? e : e.getCause());
        away = cause == null ? away : cause;
      }
    }
    outbox.sent(done);
    if (away != null) {
      health = Health.waiting(away + "; " + outbox.waiting() + " records wait in the outbox");
    }
    return away == null;
  }

  private Future<RecordMetadata> send(Producer<String, SpecificRecord> producer, Waiting message) {
    long stamp = clock.stamp();
    long sent = clock.nanos();
    return producer.send(
        new ProducerRecord<>(message.topic(), null, stamp, message.key(), message.value()),
        (confirmed, failure) -> {
          if (failure == null) {
            clock.confirmed(sent, stamp, confirmed.timestamp());
          }
        });
  }

  /** Why it cannot be sent now; null when it never can be, and was set aside. */
  private @Nullable String judge(Waiting message, Throwable cause) {
    if (cause instanceof InterruptException interrupted) {
      throw interrupted;
    }
    boolean never =
        cause instanceof RecordTooLargeException
            || (cause instanceof SerializationException
                && !(cause instanceof RegistryUnavailableException)
                && !(cause.getCause() instanceof RegistryUnavailableException));
    if (!never) {
      return "Kafka does not take records: " + cause.getMessage();
    }
    LOG.error(
        "Record {} of {} was refused and is set aside", message.key(), message.topic(), cause);
    outbox.refuse(message, String.valueOf(cause));
    return null;
  }

  private void up() {
    long refused = outbox.refused();
    health =
        refused == 0
            ? Health.up()
            : Health.waiting(
                refused + " records were refused and wait for somebody to look at them");
  }

  private Producer<String, SpecificRecord> producer() {
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    // In order, each once as long as this producer lives.
    client.put(ProducerConfig.ACKS_CONFIG, "all");
    client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    client.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    client.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    client.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
    return new KafkaProducer<>(
        client,
        new StringSerializer(),
        new AvroSerdes(settings).values(SpecificRecord.class).serializer());
  }

  private static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
