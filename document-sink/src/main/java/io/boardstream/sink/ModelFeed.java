package io.boardstream.sink;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All partitions of one compacted topic, from their beginning, as committed. It keeps no place in
 * the topic: the folder can be wrong in any way at a start, so a start reads everything.
 */
final class ModelFeed implements AutoCloseable {

  /** A broker answers a fetch within half a second even without records. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final LongSupplier nanoTime;
  private final Metric fetches;
  private Map<TopicPartition, Long> ends = Map.of();
  private double fetchesSeen;
  private long fetchSeenAt;

  ModelFeed(Map<String, Object> client, String topic, LongSupplier nanoTime) {
    this.consumer =
        new KafkaConsumer<>(
            settings(client), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topic = topic;
    this.nanoTime = nanoTime;
    this.fetches =
        consumer.metrics().entrySet().stream()
            .filter(metric -> metric.getKey().name().equals("fetch-total"))
            .filter(metric -> metric.getKey().group().equals("consumer-fetch-manager-metrics"))
            .filter(metric -> metric.getKey().tags().size() == 1)
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("Kafka's consumer counts its fetches"));
  }

  /** The settings of the consumer; those that the law of the sink hangs on are not negotiable. */
  static Map<String, Object> settings(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "boardstream-sink");
    settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // A topic that was made anew under us is read again from the beginning by a new feed.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.putIfAbsent(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings.putIfAbsent(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return settings;
  }

  /**
   * Goes to the beginning, and notes where the end is now.
   *
   * @throws KafkaException when the broker is away or the topic does not exist yet
   */
  void open() {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException("Topic " + topic + " does not exist yet.");
    }
    List<TopicPartition> all =
        partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    ends = consumer.endOffsets(all);
    fetchSeenAt = nanoTime.getAsLong();
  }

  /**
   * The next records; returns early when there are some.
   *
   * @throws KafkaException when the topic cannot be followed like this: open a new feed
   */
  ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
    if (records.isEmpty() && ends.size() < consumer.partitionsFor(topic).size()) {
      // What the client remembers of the topic, refreshed every metadata.max.age.ms.
      throw new KafkaException("Topic " + topic + " has more partitions now; all are read anew.");
    }
    double count = ((Number) fetches.metricValue()).doubleValue();
    if (count != fetchesSeen || !records.isEmpty()) {
      fetchesSeen = count;
      fetchSeenAt = nanoTime.getAsLong();
    }
    return records;
  }

  /** To be called instead of {@link #poll} while records wait for something else. */
  void notPolling() {
    fetchSeenAt = nanoTime.getAsLong();
  }

  /** Whether everything was read that was there at {@link #open}. */
  boolean isAtEnd() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Records that were there at {@link #open} and are not read yet; control records count too. */
  long remaining() {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }

  /** How many records behind the end, as far as the last fetch told. */
  long lag() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  /** Whether the broker has left fetches unanswered for {@link #SILENCE}. */
  boolean isSilent() {
    return nanoTime.getAsLong() - fetchSeenAt > SILENCE.toNanos();
  }

  /** Makes a waiting {@link #poll} of another thread end. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
