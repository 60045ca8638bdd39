package io.boardstream.agent.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.Board;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka's clients of the agent's boards. */
final class BoardTopics {

  private static final Logger LOG = LoggerFactory.getLogger(BoardTopics.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Of records that are sent and not answered; what waits longer stands in line before it. */
  private static final long BUFFER = 1 << 20;

  /** How long a record waits there for a broker: until it is back, or the agent ends. */
  private static final Duration WAIT = Duration.ofHours(12);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;

  BoardTopics(KafkaSettings kafka, AvroSerdes serdes) {
    this.kafka = kafka;
    this.serdes = serdes;
  }

  String boards() {
    return TopicCatalogue.DEVICE_BOARDS.name(kafka.topicsPrefix());
  }

  String telemetry() {
    return TopicCatalogue.DEVICE_TELEMETRY.name(kafka.topicsPrefix());
  }

  /** One that keeps trying through an outage. */
  KafkaProducer<String, SpecificRecord> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 16 << 10);
    settings.putAll(kafka.client());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    return new KafkaProducer<>(
        settings,
        new StringSerializer(),
        serdes.<SpecificRecord>values(SpecificRecord.class).serializer());
  }

  /**
   * What stands on device.boards of a host.
   *
   * @throws RetriableException when the broker does not answer
   */
  Collection<Board> standing(String host) {
    Map<String, Object> settings = new HashMap<>(kafka.client());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    Map<String, Board> standing = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(boards()).stream()
              .map(found -> new TopicPartition(found.topic(), found.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record, host, standing);
        }
      }
    }
    return standing.values();
  }

  private void take(
      ConsumerRecord<byte[], byte[]> record, String host, Map<String, Board> standing) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (record.value() == null) {
      standing.remove(key);
      return;
    }
    try {
      Board board =
          serdes.values(Board.class).deserializer().deserialize(record.topic(), record.value());
      if (board.getHost().equals(host)) {
        standing.put(key, board);
      }
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException e) {
      // Not ours, or damaged; if the board is there, its record is written anew.
      LOG.warn("Cannot read the record of {} on {}: {}", key, record.topic(), e.toString());
      standing.remove(key);
    }
  }
}
