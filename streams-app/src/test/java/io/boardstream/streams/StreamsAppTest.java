package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.TopicCreator;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology on a real broker and registry. */
final class StreamsAppTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";
  private static final String QWEN = "qwen3-32b-fp16";

  private static EmbeddedBroker broker;
  private static EmbeddedRegistry registry;

  @TempDir Path dir;

  @BeforeAll
  static void startServers(@TempDir Path dir) {
    broker = EmbeddedBroker.start(dir.resolve("kafka"), 0);
    registry = EmbeddedRegistry.start(dir.resolve("registry"), 0);
  }

  @AfterAll
  static void stopServers() {
    registry.close();
    broker.close();
  }

  @Test
  void rowsBecomeModelsAcrossARestartAndALostState() throws Exception {
    Settings settings = settings("restart.");
    new TopicCreator(new KafkaSettings(settings.values())).ensure(health -> {});
    try (Models models = new Models(settings);
        RowWriter rows = new RowWriter(settings)) {
      try (StreamsApp app = app(settings)) {
        app.start();
        rows.put(Rows.row(1, 1, row -> row));
        await().atMost(SOON).until(() -> models.read().containsKey(LLAMA));
        await().atMost(SOON).until(() -> app.health().isUp());
      }

      rows.put(Rows.row(2, 1, row -> row.setMlModelName("Qwen3-32B")));
      try (StreamsApp app = app(settings)) {
        app.start();
        await().atMost(SOON).until(() -> models.read().containsKey(QWEN));
      }

      deleteFolder(dir.resolve("state"));
      rows.delete(1);
      try (StreamsApp app = app(settings)) {
        app.start();
        await().atMost(SOON).until(() -> !models.read().containsKey(LLAMA));
        assertThat(models.read()).containsOnlyKeys(QWEN);
      }
      assertThat(models.told).as("each model told once, one taken back").isEqualTo(3);
    }
  }

  @Test
  void poisonBetweenGoodRowsIsPassedOver() throws Exception {
    Settings settings = settings("poison.");
    new TopicCreator(new KafkaSettings(settings.values())).ensure(health -> {});
    try (Models models = new Models(settings);
        RowWriter rows = new RowWriter(settings);
        StreamsApp app = app(settings)) {
      app.start();
      rows.put(Rows.row(1, 1, row -> row));
      rows.bytes("postgres/2", new byte[] {0, 0, 0, 0x7F, 0x7F, 1, 2});
      rows.bytes("postgres/3", "garbage".getBytes(UTF_8));
      rows.put(Rows.row(4, 1, row -> row.setMlModelName("Qwen3-32B")));

      await().atMost(SOON).until(() -> models.read().keySet().containsAll(List.of(LLAMA, QWEN)));
      assertThat(app.health().state()).isEqualTo(Health.State.UP);
    }
  }

  @Test
  void aTransactionThatNobodyEndsIsNamedByHealthUntilItIsEnded() throws Exception {
    Settings settings = settings("hanging.", Map.of(StreamsSettings.STANDSTILL_MS, "2000"));
    new TopicCreator(new KafkaSettings(settings.values())).ensure(health -> {});
    try (Models models = new Models(settings);
        RowWriter rows = new RowWriter(settings);
        StreamsApp app = app(settings)) {
      app.start();
      rows.put(Rows.row(1, 1, row -> row));
      await().atMost(SOON).until(() -> models.read().containsKey(LLAMA));
      await().atMost(SOON).until(() -> app.health().isUp());

      try (KafkaProducer<String, byte[]> hanging = transactional(settings)) {
        hanging.beginTransaction();
        hanging.send(rows.record(Rows.row(1, 2, row -> row))).get();
        // What comes behind it cannot be read either.
        AtomicLong sequence = new AtomicLong(2);
        await()
            .atMost(SOON)
            .until(
                () -> {
                  rows.put(Rows.row(1, sequence.incrementAndGet(), row -> row));
                  return app.health().state() == Health.State.WAITING;
                });
        assertThat(app.health().cause()).contains("no progress for", "hanging.benchmark.rows-");
        hanging.abortTransaction();
      }
      rows.put(Rows.row(1, 1_000_000, row -> row.setMlModelName("Qwen3-32B")));
      await().atMost(SOON).until(() -> app.health().isUp());
      await().atMost(SOON).until(() -> models.read().containsKey(QWEN));
    }
  }

  private static KafkaProducer<String, byte[]> transactional(Settings settings) {
    Map<String, Object> client = new KafkaSettings(settings.values()).client();
    client.put("transactional.id", "hanging");
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private StreamsApp app(Settings settings) {
    return new StreamsApp(
        settings, Catalogue.builtIn(), DrivenTopology.RULES, new SimpleMeterRegistry());
  }

  private Settings settings(String prefix) {
    return settings(prefix, Map.of());
  }

  private Settings settings(String prefix, Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(others);
    all.put(KafkaSettings.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    all.put(KafkaSettings.TOPICS_PREFIX, prefix);
    all.put(RegistrySettings.URL, registry.url().toString());
    all.put(StreamsSettings.STATE_DIR, dir.resolve("state").toString());
    return Settings.load(
        List.of(KafkaSettings.DEFINITION, RegistrySettings.DEFINITION, StreamsSettings.DEFINITION),
        null,
        Map.of(),
        all);
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Writes rows as a producer does. */
  private static final class RowWriter implements AutoCloseable {
    private final String topic;
    private final AvroSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;

    RowWriter(Settings settings) {
      KafkaSettings kafka = new KafkaSettings(settings.values());
      topic = TopicCatalogue.BENCHMARK_ROWS.name(kafka.topicsPrefix());
      serdes = new AvroSerdes(settings.values());
      producer =
          new KafkaProducer<>(kafka.client(), new StringSerializer(), new ByteArraySerializer());
    }

    void put(BenchmarkRow row) throws ExecutionException, InterruptedException {
      producer.send(record(row)).get();
    }

    ProducerRecord<String, byte[]> record(BenchmarkRow row) {
      byte[] value = serdes.values(BenchmarkRow.class).serializer().serialize(topic, row);
      return new ProducerRecord<>(topic, "postgres/" + row.getRowId(), value);
    }

    void delete(long id) throws ExecutionException, InterruptedException {
      bytes(Rows.key(id), null);
    }

    void bytes(String key, byte[] value) throws ExecutionException, InterruptedException {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  /** Reads the matrix as a subscriber does. */
  private static final class Models implements AutoCloseable {
    private final KafkaConsumer<String, ModelCompatibility> consumer;
    private final Map<String, ModelCompatibility> models = new TreeMap<>();
    private int told;

    Models(Settings settings) {
      KafkaSettings kafka = new KafkaSettings(settings.values());
      Map<String, Object> client = kafka.client();
      client.put("isolation.level", "read_committed");
      client.put("auto.offset.reset", "earliest");
      consumer =
          new KafkaConsumer<>(
              client,
              new StringDeserializer(),
              new AvroSerdes(settings.values()).values(ModelCompatibility.class).deserializer());
      String topic = TopicCatalogue.MATRIX_MODELS.name(kafka.topicsPrefix());
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    Map<String, ModelCompatibility> read() {
      for (ConsumerRecord<String, ModelCompatibility> one : consumer.poll(Duration.ofMillis(100))) {
        told++;
        if (one.value() == null) {
          models.remove(one.key());
        } else {
          models.put(one.key(), one.value());
        }
      }
      return models;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
