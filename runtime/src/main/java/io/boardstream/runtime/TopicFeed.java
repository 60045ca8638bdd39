package io.boardstream.runtime;

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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All partitions of some topics, as committed, from their beginning or from where the caller says.
 * It keeps no place in them: who reads compacted topics into memory or into files that can be wrong
 * reads all at a start. Used by one thread, except {@link #wakeup}.
 */
public final class TopicFeed implements AutoCloseable {

  /** A broker answers a fetch within half a second even without records. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final LongSupplier nanoTime;
  private final Metric fetches;
  private Map<TopicPartition, Long> ends = Map.of();
  private double fetchesSeen;
  private long fetchSeenAt;

  /**
   * A feed that has read nothing yet.
   *
   * @param client settings of the client
   * @param clientId its name where they give none
   * @param nanoTime a clock that only goes on
   */
  public TopicFeed(
      Map<String, Object> client, String clientId, List<String> topics, LongSupplier nanoTime) {
    this.consumer =
        new KafkaConsumer<>(
            settings(client, clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer());
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

  /**
   * The settings of the consumer; what the truth of its readers hangs on is not negotiable.
   *
   * @throws org.apache.kafka.common.config.ConfigException never here, but from the client that is
   *     made of them: make a {@code ConsumerConfig} to know before any thread is started
   */
  public static Map<String, Object> settings(Map<String, Object> client, String clientId) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
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
   * @throws KafkaException when the broker is away or a topic does not exist yet
   */
  public void open() {
    open(Map.of());
  }

  /**
   * Goes to these places, to the beginning of other partitions, and notes where the end is now.
   *
   * @throws KafkaException when the broker is away or a topic does not exist yet
   */
  public void open(Map<TopicPartition, Long> places) {
    List<TopicPartition> all =
        topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all.stream().filter(one -> !places.containsKey(one)).toList());
    places.forEach(
        (partition, offset) -> {
          if (all.contains(partition)) {
            consumer.seek(partition, offset);
          }
        });
    ends = consumer.endOffsets(all);
    fetchSeenAt = nanoTime.getAsLong();
  }

  /**
   * So many offsets before the end of each partition, for {@link #open(Map)}: where only the newest
   * of a long topic matters.
   *
   * @throws KafkaException when the broker is away or the topic does not exist yet
   */
  public Map<TopicPartition, Long> tail(String topic, long offsets) {
    List<TopicPartition> all = partitions(topic);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> places = new HashMap<>();
    consumer
        .endOffsets(all)
        .forEach(
            (partition, end) ->
                places.put(partition, Math.max(first.getOrDefault(partition, 0L), end - offsets)));
    return places;
  }

  /** Where reading goes on, in each partition. */
  public Map<TopicPartition, Long> places() {
    Map<TopicPartition, Long> places = new HashMap<>();
    consumer.assignment().forEach(one -> places.put(one, consumer.position(one)));
    return places;
  }

  /**
   * The next records; returns early when there are some.
   *
   * @throws KafkaException when the topics cannot be followed like this: open a new feed
   */
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
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
  public boolean isAtEnd() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Records that were there at {@link #open} and are not read yet; control records count too. */
  public long remaining() {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }

  /** How many records behind the end, as far as the last fetch told. */
  public long lag() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  /** How long the broker has not answered. */
  public Duration quiet() {
    return Duration.ofNanos(nanoTime.getAsLong() - fetchSeenAt);
  }

  /** Whether the broker leaves fetches unanswered. */
  public boolean isSilent() {
    return quiet().compareTo(SILENCE) > 0;
  }

  /** To be called instead of {@link #poll} while records wait for something else. */
  public void notPolling() {
    fetchSeenAt = nanoTime.getAsLong();
  }

  /** Makes a waiting {@link #poll} of another thread end. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  private List<TopicPartition> partitions(String topic) {
    var partitions = consumer.partitionsFor(topic);
    if (partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException("Topic " + topic + " does not exist yet.");
    }
    return partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
  }

  private boolean hasMorePartitions() {
    // What the client remembers of the topics, refreshed every metadata.max.age.ms.
    int now = topics.stream().mapToInt(topic -> consumer.partitionsFor(topic).size()).sum();
    return now > ends.size();
  }
}
