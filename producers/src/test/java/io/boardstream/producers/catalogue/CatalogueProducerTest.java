package io.boardstream.producers.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.runtime.TopicCreator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Files on one side, topics of a real broker on the other. */
final class CatalogueProducerTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String DEVICES = "catalog.devices";
  private static final String OVERRIDES = "catalog.overrides";
  private static final String RULES = "catalog.rules";

  private static EmbeddedBroker broker;
  private static EmbeddedRegistry registry;

  @TempDir Path dir;
  private Path yaml;
  private Settings settings;

  @BeforeAll
  static void startServers(@TempDir Path servers) {
    broker = EmbeddedBroker.start(servers.resolve("kafka"), 0);
    registry = EmbeddedRegistry.start(servers.resolve("registry"), 0);
  }

  @AfterAll
  static void stopServers() {
    registry.close();
    broker.close();
  }

  @BeforeEach
  void makeTopics(TestInfo test) throws IOException {
    yaml = Files.createDirectory(dir.resolve("catalogue"));
    String prefix = test.getTestMethod().orElseThrow().getName() + ".";
    settings =
        Settings.load(List.of(KafkaSettings.DEFINITION), null, Map.of(), Map.of())
            .with(
                Map.of(
                    KafkaSettings.BOOTSTRAP_SERVERS,
                    broker.bootstrapServers(),
                    KafkaSettings.TOPICS_PREFIX,
                    prefix,
                    KafkaSettings.TOPICS_REPLICATION_FACTOR,
                    "1",
                    "schema.registry.url",
                    registry.url().toString(),
                    "catalogue.dir",
                    yaml.toString(),
                    "catalogue.poll.ms",
                    "50"));
    new TopicCreator(new KafkaSettings(settings.values())).ensure(health -> {});
  }

  @Test
  void theCatalogueIsWrittenOnceAndARestartWritesNothing() {
    try (CatalogueProducer producer = started()) {
      await().atMost(SOON).until(() -> producer.health().isUp());
    }
    Map<String, Integer> written = counts();
    assertThat(written.get(DEVICES)).isGreaterThan(10);
    assertThat(written).containsEntry(RULES, 1).containsEntry(OVERRIDES, 0);

    try (CatalogueProducer producer = started()) {
      await().atMost(SOON).until(() -> producer.health().isUp());
    }
    assertThat(counts()).isEqualTo(written);
  }

  @Test
  void editsAreWrittenAsTheyHappenAndRemovedEntriesAreTombstones() throws IOException {
    try (CatalogueProducer producer = started()) {
      await().atMost(SOON).until(() -> producer.health().isUp());
      // As editors do: a new file, renamed over the old one.
      Path draft = Files.writeString(dir.resolve("draft"), "devices: [{id: own, display_name: O}]");
      Files.move(draft, yaml.resolve("devices.yaml"), StandardCopyOption.ATOMIC_MOVE);
      Files.writeString(
          yaml.resolve("overrides.yaml"), "overrides: [{model: M, status: Deprecated}]");
      await().atMost(SOON).until(() -> table(DEVICES).containsKey("own"));
      await().atMost(SOON).until(() -> table(OVERRIDES).containsKey("catalogue/m/-/-"));

      Files.delete(yaml.resolve("devices.yaml"));
      Files.delete(yaml.resolve("overrides.yaml"));
      await().atMost(SOON).until(() -> !table(DEVICES).containsKey("own"));
      await().atMost(SOON).until(() -> table(OVERRIDES).isEmpty());
    }
  }

  @Test
  void aWrongFileLeavesAllAsItWasAndHealthSaysWhichUntilItIsMended() throws IOException {
    Path file = yaml.resolve("overrides.yaml");
    Files.writeString(file, "overrides: [{model: M, status: Deprecated}]");
    try (CatalogueProducer producer = started()) {
      await().atMost(SOON).until(() -> producer.health().isUp());
      Map<String, Integer> written = counts();

      Files.writeString(file, "overrides: [{model: M, status: Perhaps}]");
      await()
          .atMost(SOON)
          .until(() -> producer.health().cause(), cause -> cause.contains("overrides.yaml"));
      assertThat(producer.health().state()).isEqualTo(Health.State.WAITING);
      assertThat(counts()).isEqualTo(written);

      Files.writeString(file, "overrides: [{model: M, status: Coming Soon}]");
      await().atMost(SOON).until(() -> producer.health().isUp());
      assertThat(counts()).containsEntry(OVERRIDES, 2);
    }
  }

  @Test
  void aFolderThatIsGoneIsNoEmptyCatalogue() throws IOException {
    Files.writeString(yaml.resolve("devices.yaml"), "devices: [{id: own, display_name: O}]");
    try (CatalogueProducer producer = started()) {
      await().atMost(SOON).until(() -> producer.health().isUp());

      Files.move(yaml, dir.resolve("elsewhere"));
      await().atMost(SOON).until(() -> producer.health().cause(), cause -> cause.contains("gone"));
      assertThat(table(DEVICES)).containsKey("own");

      Files.move(dir.resolve("elsewhere"), yaml);
      await().atMost(SOON).until(() -> producer.health().isUp());
    }
  }

  @Test
  void whatOthersWroteStaysAndWhatIsUnreadableIsWrittenAnew() throws Exception {
    send(OVERRIDES, "desk/1", "not avro, but not ours");
    send(DEVICES, "n150", "garbage");
    send(DEVICES, "left-over", "garbage");
    try (CatalogueProducer producer = started()) {
      await().atMost(SOON).until(() -> producer.health().isUp());
    }

    assertThat(table(OVERRIDES)).containsOnlyKeys("desk/1");
    assertThat(table(DEVICES)).doesNotContainKey("left-over");
    assertThat(table(DEVICES).get("n150")).isNotEqualTo("garbage".getBytes(UTF_8));
  }

  @Test
  void aSecondWriterEndsTheFirst() throws IOException {
    try (CatalogueProducer first = started()) {
      await().atMost(SOON).until(() -> first.health().isUp());
      try (CatalogueProducer second = started()) {
        await().atMost(SOON).until(() -> second.health().isUp());
        Files.writeString(yaml.resolve("devices.yaml"), "devices: [{id: own, display_name: O}]");

        await().atMost(SOON).until(() -> first.health().state() == Health.State.FAILED);
        await().atMost(SOON).until(() -> table(DEVICES).containsKey("own"));
        assertThat(second.health().isUp()).isTrue();
      }
    }
  }

  @Test
  void aFileThatIsWrongAtTheStartIsAWrongSetting() throws IOException {
    Files.writeString(yaml.resolve("devices.yaml"), "devices: 7");

    assertThatThrownBy(() -> new CatalogueProducer(settings, new SimpleMeterRegistry()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("devices.yaml");
  }

  private CatalogueProducer started() {
    CatalogueProducer producer = new CatalogueProducer(settings, new SimpleMeterRegistry());
    producer.start();
    return producer;
  }

  private void send(String topic, String key, String value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(named(topic), key.getBytes(UTF_8), value.getBytes(UTF_8)))
          .get();
    }
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    for (String topic : List.of(DEVICES, OVERRIDES, RULES)) {
      counts.put(topic, records(topic).size());
    }
    return counts;
  }

  private Map<String, byte[]> table(String topic) {
    Map<String, byte[]> table = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
      String key = new String(record.key(), UTF_8);
      if (record.value() == null) {
        table.remove(key);
      } else {
        table.put(key, record.value());
      }
    }
    return table;
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Map<String, Object> client = client();
    client.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(named(topic), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private Map<String, Object> client() {
    return new HashMap<>(new KafkaSettings(settings.values()).client());
  }

  private String named(String topic) {
    return settings.values().get(KafkaSettings.TOPICS_PREFIX) + topic;
  }
}
