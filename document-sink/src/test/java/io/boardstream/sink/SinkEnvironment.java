package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry; each test has topics of its own under a prefix of its own. */
final class SinkEnvironment implements AutoCloseable {

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private final Path dir;
  private EmbeddedBroker broker;
  private EmbeddedRegistry registry;
  private String prefix = "";

  SinkEnvironment(Path dir) {
    this.dir = dir;
    startBroker();
    startRegistry();
  }

  void startBroker() {
    broker = EmbeddedBroker.start(dir.resolve("broker"), 0);
  }

  void stopBroker() {
    broker.close();
  }

  void startRegistry() {
    registry = EmbeddedRegistry.start(dir.resolve("registry"), 0);
  }

  void stopRegistry() {
    registry.close();
  }

  /** Gives the next test names that no test has used. */
  void newPrefix() {
    prefix = "t" + PREFIXES.incrementAndGet() + ".";
  }

  String models() {
    return TopicCatalogue.MATRIX_MODELS.name(prefix);
  }

  String deadLetters() {
    return TopicCatalogue.DEAD_LETTERS.name(prefix);
  }

  void createTopics() throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (Topic topic : List.of(TopicCatalogue.MATRIX_MODELS, TopicCatalogue.DEAD_LETTERS)) {
      topics.add(
          new NewTopic(topic.name(prefix), Optional.of(3), Optional.empty())
              .configs(topic.config()));
    }
    try (Admin admin = admin()) {
      admin.createTopics(topics).all().get();
    }
  }

  /** Makes it four. */
  void addModelPartition() throws Exception {
    try (Admin admin = admin()) {
      admin.createPartitions(Map.of(models(), NewPartitions.increaseTo(4))).all().get();
    }
  }

  void deleteModels() throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(models())).all().get();
    }
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  Map<String, String> values(Path folder) {
    return new HashMap<>(
        Map.of(
            "kafka.bootstrap.servers", broker.bootstrapServers(),
            "topics.prefix", prefix,
            "schema.registry.url", registry.url().toString(),
            "documents.dir", folder.toString()));
  }

  Settings settings(Path folder) {
    return settings(values(folder));
  }

  static Settings settings(Map<String, String> values) {
    return Settings.load(
        List.of(KafkaSettings.DEFINITION, RegistrySettings.DEFINITION, SinkSettings.DEFINITION),
        null,
        Map.of(),
        values);
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", broker.bootstrapServers());
    config.put("linger.ms", 0);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  byte[] encoded(ModelCompatibility model) {
    AvroSerdes serdes = new AvroSerdes(Map.of("schema.registry.url", registry.url().toString()));
    try (var serializer = serdes.values(ModelCompatibility.class).serializer()) {
      return serializer.serialize(models(), model);
    }
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
