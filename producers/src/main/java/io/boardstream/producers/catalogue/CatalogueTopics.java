package io.boardstream.producers.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.matrix.catalogue.Overrides;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the catalogue, with one writer: what is to be there is compared with what is, and
 * the difference is written in one transaction. Used by one thread.
 */
final class CatalogueTopics implements AutoCloseable {

  private static final Duration GIVE_UP = Duration.ofSeconds(10);
  private static final int MAX_RECORD_BYTES = 8 << 20;

  /** Other editors write overrides too, under keys of their own. */
  private static final String OUR_OVERRIDES = Overrides.SOURCE + "/";

  /**
   * What stands under a key.
   *
   * @param record empty when it cannot be read
   */
  private record Standing(Optional<SpecificRecord> record) {}

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final Map<Topic, Map<String, Standing>> standing = new HashMap<>();
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  CatalogueTopics(KafkaSettings kafka, AvroSerdes serdes) {
    this.kafka = kafka;
    this.serdes = serdes;
  }

  /**
   * Makes the topics hold exactly these records, and of the overrides those of others.
   *
   * @return how many records were written
   */
  int make(Map<Topic, Map<String, SpecificRecord>> wanted) {
    KafkaProducer<byte[], byte[]> open = open();
    List<ProducerRecord<byte[], byte[]>> news = new ArrayList<>();
    for (Topic topic : Generation.TOPICS) {
      news.addAll(difference(topic, wanted.getOrDefault(topic, Map.of())));
    }
    if (news.isEmpty()) {
      return 0;
    }
    write(open, news);
    for (Topic topic : Generation.TOPICS) {
      Map<String, Standing> now = standing.computeIfAbsent(topic, t -> new HashMap<>());
      now.keySet().removeIf(key -> isOurs(topic, key));
      wanted
          .getOrDefault(topic, Map.of())
          .forEach((key, record) -> now.put(key, new Standing(Optional.of(record))));
    }
    return news.size();
  }

  /** After a failure nothing is known any more. */
  void reset() {
    standing.clear();
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  @Override
  public void close() {
    reset();
  }

  /** Fences an older writer, then reads what it left. */
  private KafkaProducer<byte[], byte[]> open() {
    if (producer != null) {
      return producer;
    }
    Map<String, Object> settings = new HashMap<>(kafka.client());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topicsPrefix() + "catalogue");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) GIVE_UP.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) GIVE_UP.toMillis() / 2);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, GIVE_UP.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    KafkaProducer<byte[], byte[]> fresh =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer = fresh;
    fresh.initTransactions();
    read();
    return fresh;
  }

  private List<ProducerRecord<byte[], byte[]>> difference(
      Topic topic, Map<String, SpecificRecord> wanted) {
    Map<String, Standing> now = standing.getOrDefault(topic, Map.of());
    List<ProducerRecord<byte[], byte[]>> news = new ArrayList<>();
    wanted.forEach(
        (key, record) -> {
          if (!new Standing(Optional.of(record)).equals(now.get(key))) {
            news.add(record(topic, key, serialized(topic, record)));
          }
        });
    for (String key : new TreeSet<>(now.keySet())) {
      if (isOurs(topic, key) && !wanted.containsKey(key)) {
        news.add(record(topic, key, null));
      }
    }
    return news;
  }

  private static boolean isOurs(Topic topic, String key) {
    return !topic.equals(TopicCatalogue.CATALOG_OVERRIDES) || key.startsWith(OUR_OVERRIDES);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A record that cannot be sent fails the commit.
  private static void write(
      KafkaProducer<byte[], byte[]> open, List<ProducerRecord<byte[], byte[]>> news) {
    open.beginTransaction();
    news.forEach(open::send);
    open.commitTransaction();
  }

  private ProducerRecord<byte[], byte[]> record(Topic topic, String key, byte @Nullable [] value) {
    return new ProducerRecord<>(topic.name(kafka.topicsPrefix()), key.getBytes(UTF_8), value);
  }

  private byte[] serialized(Topic topic, SpecificRecord record) {
    return serdes
        .values(SpecificRecord.class)
        .serializer()
        .serialize(topic.name(kafka.topicsPrefix()), record);
  }

  private void read() {
    standing.clear();
    Map<String, Object> settings = new HashMap<>(kafka.client());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) GIVE_UP.toMillis());
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) GIVE_UP.toMillis() / 2);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Topic> partitions = new HashMap<>();
      for (Topic topic : Generation.TOPICS) {
        consumer
            .partitionsFor(topic.name(kafka.topicsPrefix()))
            .forEach(at -> partitions.put(new TopicPartition(at.topic(), at.partition()), topic));
      }
      consumer.assign(partitions.keySet());
      consumer.seekToBeginning(partitions.keySet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions.keySet());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          Topic topic = partitions.get(new TopicPartition(record.topic(), record.partition()));
          if (topic != null && record.key() != null) {
            keep(topic, record);
          }
        }
      }
    }
  }

  private void keep(Topic topic, ConsumerRecord<byte[], byte[]> record) {
    Map<String, Standing> table = standing.computeIfAbsent(topic, t -> new HashMap<>());
    String key = new String(record.key(), UTF_8);
    if (record.value() == null) {
      table.remove(key);
    } else {
      table.put(key, new Standing(decoded(topic, record)));
    }
  }

  private Optional<SpecificRecord> decoded(Topic topic, ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(
          serdes
              .values(type(topic))
              .deserializer()
              .deserialize(record.topic(), record.headers(), record.value()));
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (SerializationException e) {
      return Optional.empty(); // Written anew: it is ours, and says nothing as it is.
    }
  }

  private static Class<? extends SpecificRecord> type(Topic topic) {
    if (topic.equals(TopicCatalogue.CATALOG_DEVICES)) {
      return CatalogDevice.class;
    }
    if (topic.equals(TopicCatalogue.CATALOG_MODELS)) {
      return CatalogModel.class;
    }
    return topic.equals(TopicCatalogue.CATALOG_RULES)
        ? CatalogRules.class
        : EditorialOverride.class;
  }
}
