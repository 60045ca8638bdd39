package io.boardstream.site;

import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All partitions of some compacted topics, from their beginning, as committed. It keeps no place in
 * them: a replica knows nothing at its start.
 */
final class TopicFeed implements AutoCloseable {

  /** A broker answers a fetch within half a second even without records. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final LongSupplier nanoTime;
  private final Metric fetches;
  private Map<TopicPartition, Long> ends = Map.of();
  private double fetchesSeen;
  private long fetchSeenAt;

  TopicFeed(Map<String, Object> client, List<String> topics, LongSupplier nanoTime) {
    this.consumer =
        new KafkaConsumer<>(
            settings(client), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topics = topics;
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

  /** The settings of the consumer; what the truth of the pages hangs on is not negotiable. */
  static Map<String, Object> settings(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "boardstream-site");
    settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    // Back quickly: somebody is looking.
    settings.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    // Records of a matrix of 10,000 models wait in our memory, not in the client's as well.
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
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
   * @throws KafkaException when the broker is away or a topic does not exist yet
   */
  void open() {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      var partitions = consumer.partitionsFor(topic);
      if (partitions.isEmpty()) {
        throw new UnknownTopicOrPartitionException("Topic " + topic + " does not exist yet.");
      }
      partitions.forEach(p -> all.add(new TopicPartition(p.topic(), p.partition())));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
    ends = consumer.endOffsets(all);
    fetchSeenAt = nanoTime.getAsLong();
  }

  /**
   * The next records; returns early when there are some.
   *
   * @throws KafkaException when the topics cannot be followed like this: open a new feed
   */
  ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
    if (records.isEmpty() && hasMorePartitions()) {
      throw new KafkaException("A topic has more partitions now; all is read anew.");
    }
    double count = ((Number) fetches.metricValue()).doubleValue();
    if (count != fetchesSeen || !records.isEmpty()) {
      fetchesSeen = count;
      fetchSeenAt = nanoTime.getAsLong();
    }
    return records;
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

  /** How long the broker has not answered. */
  Duration quiet() {
    return Duration.ofNanos(nanoTime.getAsLong() - fetchSeenAt);
  }

  /** Whether the broker leaves fetches unanswered. */
  boolean isSilent() {
    return quiet().compareTo(SILENCE) > 0;
  }

  /** To be called instead of {@link #poll} while records wait for something else. */
  void notPolling() {
    fetchSeenAt = nanoTime.getAsLong();
  }

  /** Makes a waiting {@link #poll} of another thread end. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  private boolean hasMorePartitions() {
    // What the client remembers of the topics, refreshed every metadata.max.age.ms.
    int now = topics.stream().mapToInt(topic -> consumer.partitionsFor(topic).size()).sum();
    return now > ends.size();
  }
}
