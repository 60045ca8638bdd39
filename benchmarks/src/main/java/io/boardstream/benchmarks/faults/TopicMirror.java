package io.boardstream.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.benchmarks.BenchmarkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What is on a compacted topic: read on from where the last look ended. */
final class TopicMirror {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long STALLED_S = 60;

  private final String topic;
  private final Map<String, Object> client;
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** Newest record of each key, tombstones too. */
  private final Map<String, ConsumerRecord<byte[], byte[]>> newest = new TreeMap<>();

  private final Set<String> inTwoPartitions = new TreeSet<>();
  private final List<String> repeated = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
  private final boolean keepAll;

  /**
   * @param client settings of Kafka's clients
   * @param keepAll whether to keep every record, not only the newest of each key
   */
  TopicMirror(String topic, Map<String, Object> client, boolean keepAll) {
    this.topic = topic;
    this.client = new HashMap<>(client);
    this.client.put("isolation.level", "read_committed");
    this.client.put("enable.auto.commit", false);
    this.client.put("default.api.timeout.ms", 20_000);
    this.keepAll = keepAll;
  }

  /** Reads what was committed since. */
  void look() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Collection<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      partitions.forEach(p -> consumer.seek(p, positions.getOrDefault(p, 0L)));
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STALLED_S);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(this::take);
        if (System.nanoTime() > deadline) {
          throw new BenchmarkException(
              "Topic %s cannot be read to its end in %d s".formatted(topic, STALLED_S));
        }
      }
      partitions.forEach(p -> positions.put(p, consumer.position(p)));
    }
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    if (keepAll) {
      all.add(record);
    }
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), UTF_8);
    @Nullable ConsumerRecord<byte[], byte[]> before = newest.put(key, record);
    if (before == null) {
      return;
    }
    if (before.partition() != record.partition()) {
      inTwoPartitions.add(key);
    } else if (Arrays.equals(before.value(), record.value())) {
      repeated.add("%s at offsets %d and %d".formatted(key, before.offset(), record.offset()));
    }
  }

  String topic() {
    return topic;
  }

  /** Keys with a value. */
  Map<String, ConsumerRecord<byte[], byte[]>> alive() {
    Map<String, ConsumerRecord<byte[], byte[]>> alive = new TreeMap<>(newest);
    alive.values().removeIf(record -> record.value() == null);
    return alive;
  }

  /** Keys that were written to more than one partition. */
  Set<String> inTwoPartitions() {
    return inTwoPartitions;
  }

  /** Records that say what the one before of their key says. */
  List<String> repeated() {
    return repeated;
  }

  /** Every record, where they are kept. */
  List<ConsumerRecord<byte[], byte[]>> all() {
    return all;
  }
}
