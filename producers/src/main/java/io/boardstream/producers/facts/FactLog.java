package io.boardstream.producers.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records and the source's position in one transaction, as the only writer of its source.
 *
 * <p>A failed transaction is tried again for ever. After a failure the outcome may be unknown, so a
 * new producer is made, which ends the old transaction, and the stored position tells whether it
 * had been committed. Used by one thread; {@link #close()} by any.
 */
public final class FactLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FactLog.class);

  /**
   * Longer than twice {@link #GIVE_UP}, for the records and for the commit, so that a transaction
   * of ours fails before it is aborted. Not much longer: what a producer that has died left open
   * holds up the readers of all sources.
   */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(25);

  private static final Duration GIVE_UP = Duration.ofSeconds(10);

  /** Of a transaction that does not move the position, such as the graves of a large table. */
  private static final int MAX_RECORDS = 5_000;

  private static final int MAX_RECORD_BYTES = 8 << 20;

  /** Note of a position: how far the topics were filled by then. */
  private static final String ENDS = "ends";

  private final String source;
  private final byte[] positionKey;
  private final String positionTopic;
  private final Map<String, Object> client;
  private final Map<String, Object> producerSettings;
  private final TopicScan scan;
  private final Consumer<Health> health;
  private final Runnable onRetry;
  private final Backoff backoff = new Backoff();

  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private Optional<SourcePosition> current = Optional.empty();
  private TopicEnds ends = new TopicEnds();

  /**
   * @param positionKey under which the position of the source is stored
   * @param health told when the broker or the registry is away, and when it is back
   */
  public FactLog(
      KafkaSettings kafka,
      String source,
      byte[] positionKey,
      Consumer<Health> health,
      Runnable onRetry) {
    this.source = source;
    this.positionKey = positionKey.clone();
    this.positionTopic = TopicCatalogue.CDC_OFFSETS.name(kafka.topicsPrefix());
    this.client = kafka.client();
    this.producerSettings = producerSettings(kafka, source);
    this.scan = new TopicScan(client);
    this.health = health;
    this.onRetry = onRetry;
  }

  private static Map<String, Object> producerSettings(KafkaSettings kafka, String source) {
    Map<String, Object> settings = new HashMap<>(kafka.client());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topicsPrefix() + "cdc-" + source);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) GIVE_UP.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) GIVE_UP.toMillis() / 2);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, GIVE_UP.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }

  public TopicScan scan() {
    return scan;
  }

  /**
   * Fences any older writer of the source, then says where it had come to. Waits for the broker.
   *
   * @throws InterruptedException also when closed meanwhile
   */
  public Optional<SourcePosition> open() throws InterruptedException {
    return retrying(
        () -> {
          reopen();
          ends = TopicEnds.ofText(current.map(at -> at.notes().getOrDefault(ENDS, "")).orElse(""));
          return current;
        });
  }

  /** The position of another source, or of this one under another key; waits for the broker. */
  public Optional<SourcePosition> positionOf(byte[] otherKey) throws InterruptedException {
    return retrying(() -> scan.newestPosition(positionTopic, otherKey));
  }

  /**
   * What the topics have lost of what they had acknowledged, in words; empty when nothing. Only a
   * broker that was stopped uncleanly loses anything.
   */
  public Optional<String> lost() throws InterruptedException {
    return retrying(() -> scan.shorterThan(ends.byPartition()));
  }

  /** From now on the topics are as they are: what they have lost will be written again. */
  public void forgetEnds() {
    ends = new TopicEnds();
  }

  /** How many partitions a topic has. */
  public int partitions(String topic) {
    return Objects.requireNonNull(producer).partitionsFor(topic).size();
  }

  public boolean isAt(SourcePosition position) {
    return current.equals(Optional.of(position));
  }

  /** Writes records without moving the position; they may be written twice. */
  public void append(Supplier<List<ProducerRecord<byte[], byte[]>>> records)
      throws InterruptedException {
    retrying(
        () -> {
          connected(Set.of(current));
          List<ProducerRecord<byte[], byte[]>> all = records.get();
          for (int from = 0; from < all.size(); from += MAX_RECORDS) {
            int to = Math.min(all.size(), from + MAX_RECORDS);
            transaction(all.subList(from, to), Optional.empty());
          }
          return true;
        });
  }

  /**
   * Writes records and the position behind them.
   *
   * @param records made anew for each attempt, because making them may need the registry
   * @throws TakenOverException when another producer writes for the source
   * @throws InterruptedException also when closed meanwhile
   */
  public void append(
      Supplier<List<ProducerRecord<byte[], byte[]>>> records, SourcePosition position)
      throws InterruptedException {
    retrying(
        () -> {
          Optional<SourcePosition> before = current;
          connected(new HashSet<>(List.of(before, Optional.of(position))));
          if (current.equals(before)) {
            transaction(records.get(), Optional.of(position));
            current = Optional.of(position);
          } else if (!current.equals(Optional.of(position))) {
            throw new TakenOverException(source);
          }
          return true;
        });
  }

  /** After a failure: if someone else went on meanwhile, leaves without fencing them. */
  private void connected(Set<Optional<SourcePosition>> ours) {
    if (producer == null) {
      // Only what is waited for proves that somebody else wrote: another source's transaction may
      // hide our last position. Waiting each time would delay what a broken connection delays.
      if (!ours.contains(scan.position(positionTopic, positionKey))
          && !ours.contains(scan.newestPosition(positionTopic, positionKey))) {
        throw new TakenOverException(source);
      }
      reopen();
    }
  }

  private void reopen() {
    closeProducer();
    KafkaProducer<byte[], byte[]> fresh =
        new KafkaProducer<>(producerSettings, new ByteArraySerializer(), new ByteArraySerializer());
    producer = fresh;
    fresh.initTransactions();
    current = scan.newestPosition(positionTopic, positionKey);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A record that cannot be sent fails the commit.
  private void transaction(
      List<ProducerRecord<byte[], byte[]>> records, Optional<SourcePosition> position) {
    KafkaProducer<byte[], byte[]> open = Objects.requireNonNull(producer);
    open.beginTransaction();
    Queue<RecordMetadata> acknowledged = new ConcurrentLinkedQueue<>();
    records.forEach(
        record ->
            open.send(
                record,
                (sent, failure) -> {
                  if (failure == null) {
                    acknowledged.add(sent);
                  }
                }));
    if (!records.isEmpty() && position.isPresent()) {
      // The position says how far the topics were filled, so the records must be there first.
      open.flush();
    }
    acknowledged.forEach(ends::acknowledged);
    position.ifPresent(next -> open.send(record(next)));
    open.commitTransaction();
  }

  private ProducerRecord<byte[], byte[]> record(SourcePosition position) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(positionTopic, position.key(), position.offset());
    record.headers().add(TopicScan.EPOCH_HEADER, Long.toString(position.epoch()).getBytes(UTF_8));
    Map<String, String> notes = new TreeMap<>(position.notes());
    notes.put(ENDS, ends.toText());
    notes.forEach(
        (name, note) -> record.headers().add(TopicScan.NOTE + name, note.getBytes(UTF_8)));
    return record;
  }

  private <T> T retrying(Supplier<T> attempt) throws InterruptedException {
    boolean failed = false;
    while (true) {
      try {
        T result = attempt.get();
        backoff.reset();
        if (failed) {
          health.accept(Health.up());
        }
        return result;
      } catch (TakenOverException e) {
        closeProducer();
        throw e;
      } catch (RuntimeException e) {
        closeProducer();
        if (isFenced(e)) {
          throw new TakenOverException(source, e);
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException("closed");
        }
        if (failed) {
          LOG.warn("Writing the changes of '{}' still fails: {}", source, cause(e));
        } else {
          LOG.warn("Writing the changes of '{}' failed; trying again", source, e);
        }
        failed = true;
        onRetry.run();
        health.accept(Health.waiting("Cannot write: " + cause(e) + "; nothing is lost"));
        backoff.await();
      }
    }
  }

  private static boolean isFenced(@Nullable Throwable e) {
    return e != null
        && (e instanceof ProducerFencedException
            || e instanceof InvalidProducerEpochException
            || isFenced(e.getCause()));
  }

  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse("");
  }

  private void closeProducer() {
    KafkaProducer<byte[], byte[]> open = producer;
    producer = null;
    if (open != null) {
      // Whatever is in flight belongs to a transaction that the next producer ends.
      open.close(Duration.ZERO);
    }
  }

  /** Ends waiting; the thread that writes must have ended before {@link #close()}. */
  public void cancel() {
    backoff.close();
  }

  @Override
  public void close() {
    backoff.close();
    closeProducer();
  }
}
