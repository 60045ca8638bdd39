package io.boardstream.producers.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.FactVersion;
import io.boardstream.schemas.VersionHeader;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what is committed on a topic at this moment, outside of any consumer group. */
public final class TopicScan {

  static final String EPOCH_HEADER = "boardstream.epoch";

  /** Prefix of the headers that are notes of a position. */
  static final String NOTE = "boardstream.note.";

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STALLED = Duration.ofSeconds(30);
  private static final long FIRST_LOOK = 1_000;

  private final Map<String, Object> client;

  /**
   * @param client settings of Kafka's clients
   */
  public TopicScan(Map<String, Object> client) {
    this.client = new HashMap<>(client);
    this.client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.client.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    this.client.remove(ConsumerConfig.GROUP_ID_CONFIG);
  }

  /**
   * The keys of one source that are alive on a topic.
   *
   * @param keys those whose newest record is no tombstone
   * @param epoch highest epoch of any record of the source; -1 when there is none
   */
  public record LiveKeys(Set<String> keys, long epoch) {}

  /** Waits for transactions under way: behind them, what was committed before is not seen. */
  public LiveKeys liveKeys(String topic, String keyPrefix) {
    Set<String> alive = new HashSet<>();
    long[] epoch = {-1};
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Collection<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readTo(
          written(partitions),
          consumer,
          record -> {
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            if (!key.startsWith(keyPrefix)) {
              return;
            }
            VersionHeader.read(record.headers())
                .map(FactVersion::getEpoch)
                .ifPresent(found -> epoch[0] = Math.max(epoch[0], found));
            if (record.value() == null) {
              alive.remove(key);
            } else {
              alive.add(key);
            }
          });
    }
    return new LiveKeys(alive, epoch[0]);
  }

  /**
   * The newest position of a source that can be seen; looks back from the end, where it is usually
   * found. While another source's transaction is under way, it may be an older one.
   */
  public Optional<SourcePosition> position(String topic, byte[] key) {
    return position(topic, key, false);
  }

  /** The newest position of a source; waits for transactions of others that are under way. */
  Optional<SourcePosition> newestPosition(String topic, byte[] key) {
    return position(topic, key, true);
  }

  private Optional<SourcePosition> position(String topic, byte[] key, boolean waiting) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Collection<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> end =
          waiting ? written(partitions) : consumer.endOffsets(partitions);
      for (long look = FIRST_LOOK; ; look *= 20) {
        boolean all = true;
        for (TopicPartition partition : partitions) {
          long first = begin.getOrDefault(partition, 0L);
          long from = Math.max(first, end.getOrDefault(partition, 0L) - look);
          consumer.seek(partition, from);
          all &= from == first;
        }
        Optional<SourcePosition> found = newest(end, consumer, key);
        if (found.isPresent() || all) {
          return found;
        }
      }
    }
  }

  /**
   * Whether partitions end before they once did, in words; empty when none does.
   *
   * @param ends where each ended at least
   */
  Optional<String> shorterThan(Map<TopicPartition, Long> ends) {
    // Transactions of others that are open must not look like losses.
    try (KafkaConsumer<byte[], byte[]> consumer = uncommitted()) {
      Set<TopicPartition> existing = new HashSet<>();
      ends.keySet().stream()
          .map(TopicPartition::topic)
          .distinct()
          .forEach(topic -> existing.addAll(partitions(consumer, topic)));
      Map<TopicPartition, Long> now = consumer.endOffsets(existing);
      return ends.entrySet().stream()
          .filter(end -> now.getOrDefault(end.getKey(), 0L) < end.getValue())
          .map(
              end ->
                  "Kafka has lost what it had acknowledged: %s ends at %d, and ended at %d"
                      .formatted(end.getKey(), now.getOrDefault(end.getKey(), 0L), end.getValue()))
          .sorted()
          .findFirst();
    }
  }

  private static Optional<SourcePosition> newest(
      Map<TopicPartition, Long> end, KafkaConsumer<byte[], byte[]> consumer, byte[] key) {
    var newest =
        new Object() {
          @Nullable SourcePosition position;
        };
    readTo(
        end,
        consumer,
        record -> {
          if (Arrays.equals(record.key(), key)) {
            newest.position =
                record.value() == null
                    ? null
                    : new SourcePosition(
                        record.key(), record.value(), epoch(record), notes(record));
          }
        });
    return Optional.ofNullable(newest.position);
  }

  private static Map<String, String> notes(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> notes = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.key().startsWith(NOTE) && header.value() != null) {
        notes.put(header.key().substring(NOTE.length()), new String(header.value(), UTF_8));
      }
    }
    return notes;
  }

  private static long epoch(ConsumerRecord<byte[], byte[]> record) {
    var header = record.headers().lastHeader(EPOCH_HEADER);
    return header == null ? 0 : Long.parseLong(new String(header.value(), UTF_8));
  }

  private static Collection<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new TimeoutException("There is no topic " + topic + " yet");
    }
    return partitions;
  }

  private static void readTo(
      Map<TopicPartition, Long> end,
      KafkaConsumer<byte[], byte[]> consumer,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    long progressed = System.nanoTime();
    while (end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      var records = consumer.poll(POLL);
      records.forEach(sink);
      if (!records.isEmpty()) {
        progressed = System.nanoTime();
      } else if (System.nanoTime() - progressed > STALLED.toNanos()) {
        throw new TimeoutException("The broker sent nothing for " + STALLED.toSeconds() + " s");
      }
    }
  }

  /** Where partitions end, transactions that are under way included. */
  private Map<TopicPartition, Long> written(Collection<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> consumer = uncommitted()) {
      return consumer.endOffsets(partitions);
    }
  }

  private KafkaConsumer<byte[], byte[]> uncommitted() {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
