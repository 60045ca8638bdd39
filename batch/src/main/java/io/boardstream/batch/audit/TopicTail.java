package io.boardstream.batch.audit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is committed on a topic, from its beginning on, outside of any consumer group. */
final class TopicTail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Map<String, Object> client;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * @param client settings of Kafka's clients
   * @throws AuditException when there is no such topic
   */
  TopicTail(Map<String, Object> client, String topic) {
    this.client = settings(client);
    this.topic = topic;
    this.consumer = consumer();
    try {
      // Asked of the list, because asking for an absent topic by name waits for it.
      List<PartitionInfo> infos = consumer.listTopics().getOrDefault(topic, List.of());
      if (infos.isEmpty()) {
        throw new AuditException(
            "There is no topic '%s': was the system ever started, and is topics.prefix right?"
                .formatted(topic));
      }
      partitions = infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Map<String, Object> settings(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    return settings;
  }

  String topic() {
    return topic;
  }

  /**
   * Hands over all that is there now and was not handed over before.
   *
   * @throws AuditException when the broker falls silent
   */
  void catchUp(Consumer<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long heard = System.nanoTime();
    while (!hasRead(ends)) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      polled.forEach(records);
      if (!polled.isEmpty()) {
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
        throw new AuditException(
            "The broker sent nothing of %s for %d s".formatted(topic, SILENCE.toSeconds()));
      }
    }
  }

  /** Whether a record has been handed over, or lies where one was that is compacted by now. */
  boolean hasRead(int partition, long offset) {
    TopicPartition at = new TopicPartition(topic, partition);
    return partitions.contains(at) && offset < consumer.position(at);
  }

  private boolean hasRead(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** One record again, unless it is gone. */
  Optional<ConsumerRecord<byte[], byte[]>> fetch(int partition, long offset) {
    TopicPartition at = new TopicPartition(topic, partition);
    try (KafkaConsumer<byte[], byte[]> other = consumer()) {
      other.assign(List.of(at));
      other.seek(at, offset);
      Deadline deadline = new Deadline(Duration.ofSeconds(5));
      while (other.position(at) <= offset && !deadline.isOver()) {
        for (ConsumerRecord<byte[], byte[]> record : other.poll(POLL)) {
          return record.offset() == offset ? Optional.of(record) : Optional.empty();
        }
      }
      return Optional.empty();
    }
  }

  /** Whether no record lies between two offsets, only what belongs to transactions. */
  static boolean isEmpty(Map<String, Object> client, TopicPartition partition, long from, long to) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings(client))) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      Deadline deadline = new Deadline(Duration.ofSeconds(5));
      while (consumer.position(partition) < to) {
        if (!consumer.poll(POLL).isEmpty() || deadline.isOver()) {
          return false;
        }
      }
      return true;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return consumer(client);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> client) {
    return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
