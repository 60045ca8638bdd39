package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.cli.environment.Environment;
import io.boardstream.producers.postgres.BenchmarkTable;
import io.boardstream.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a row to a document on servers that somebody else has started. Written once, run on every
 * {@link Environment}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PipelineSuite {

  @TempDir static Path folder;

  private Environment environment;
  private RunningFixture system;
  private Benchmarks benchmarks;

  abstract Environment environment(Path servers);

  @BeforeAll
  void start() throws SQLException {
    environment = environment(folder.resolve("servers"));
    Map<String, String> settings = new HashMap<>(environment.settings());
    settings.put("topics.prefix", "suite.");
    settings.put("topics.replication.factor", "1");
    BenchmarkTable.create(settings(settings));
    system = RunningFixture.start(folder.resolve("data"), settings, true);
    benchmarks = system.benchmarks();
  }

  @AfterAll
  void stop() {
    if (system != null) {
      system.close();
    }
    if (environment != null) {
      environment.close();
    }
  }

  @Test
  void serversThatTheSettingsNameAreUsedAndNotStarted() {
    assertThat(system.started())
        .containsExactlyInAnyOrder("topics", "catalogue", "producer", "sink", "site", "streams");
    assertThat(system.addresses().kafka()).isEqualTo(environment.bootstrapServers());
    assertThat(folder.resolve("data/kafka")).doesNotExist();
    assertThat(folder.resolve("data/postgres")).doesNotExist();
    assertThat(folder.resolve("data/registry")).doesNotExist();
  }

  @Test
  void aDocumentFollowsInsertUpdateAndDelete() {
    String document = "models/suite-following-fp16.json";

    benchmarks.ran("Suite-Following", "n300", 1, 11.25);
    system.awaitDocument(document, text -> text.contains("11.25"));

    benchmarks.execute(
        "UPDATE benchmark_rows SET metric_value = 22.5 WHERE ml_model_name = 'Suite-Following'");
    system.awaitDocument(document, text -> text.contains("22.5") && !text.contains("11.25"));

    benchmarks.execute("DELETE FROM benchmark_rows WHERE ml_model_name = 'Suite-Following'");
    system.awaitDocument(document, String::isEmpty);
  }

  @Test
  void aRowThatCannotBeMappedIsADeadLetterAndTheNextOneArrives() {
    benchmarks.ran("Suite-Sandwich", "n300", 1, 1.25);
    benchmarks.execute(
        "UPDATE benchmark_rows SET isl = 1.5 WHERE ml_model_name = 'Suite-Sandwich'");
    benchmarks.ran("Suite-Sandwich", "n150", 2, 2.75);

    system.awaitDocument(
        "models/suite-sandwich-fp16.json", text -> text.contains("2.75") && !text.contains("1.25"));
    assertThat(system.command("topics", "peek", "dead-letters", "--from-beginning").out())
        .contains("isl")
        .contains("1.5");
  }

  @Test
  void recordsOfRandomBytesOnEveryTopicDoNotStopTheRows() {
    byte[] garbage = new byte[64];
    new Random(7).nextBytes(garbage);
    List<String> topics =
        List.of("benchmark.rows", "benchmark.runs", "matrix.cells", "matrix.models");
    Map<String, Object> client = Map.of("bootstrap.servers", environment.bootstrapServers());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      topics.forEach(
          topic ->
              sent.add(
                  producer.send(
                      new ProducerRecord<>("suite." + topic, "garbage".getBytes(UTF_8), garbage))));
      producer.flush();
    }
    assertThat(sent).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(5)));

    benchmarks.ran("Suite-After-Garbage", "n300", 1, 3.5);

    system.awaitDocument("models/suite-after-garbage-fp16.json", text -> text.contains("3.5"));
    assertThat(system.command("topics", "peek", "benchmark.rows", "--from-beginning").out())
        .contains("\"undecodable\":", "value_base64");
  }

  @Test
  void editedYamlReflowsThroughTheDocumentsWithoutARestart() throws IOException {
    Path devices = folder.resolve("data/catalogue/devices.yaml");
    Path overrides = folder.resolve("data/catalogue/overrides.yaml");
    String document = "models/suite-catalogue-fp16.json";
    benchmarks.ran("Suite-Catalogue", "suite-board", 1, 4.5);
    system.awaitDocument(document, text -> text.contains("4.5") && !text.contains("Suite's own"));

    Files.writeString(devices, "devices: [{id: suite-board, display_name: Suite's own}]");
    Files.writeString(
        overrides,
        "overrides: [{model: Suite-Catalogue, device: p300, status: Coming Soon,"
            + " estimated_availability: Q2 2027}]");
    system.awaitDocument(
        document, text -> text.contains("Suite's own") && text.contains("Coming Soon"));
    system.awaitDocument(
        "compatibility.json",
        text ->
            text.contains("\"estimated_availability\": \"Q2 2027\"")
                && text.contains("Suite's own"));

    Files.writeString(overrides, "overrides: [{model: Suite-Catalogue, status: Perhaps}]");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> system.command("status").out(), out -> out.contains("overrides.yaml"));
    assertThat(Files.readString(system.document(document))).contains("Coming Soon");

    Files.delete(overrides);
    Files.delete(devices);
    system.awaitDocument(
        document, text -> !text.contains("Coming Soon") && !text.contains("Suite's own"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> system.command("status").out(), out -> !out.contains("overrides.yaml"));
  }

  @Test
  void liveEqualsBatch() {
    for (int i = 0; i < 50; i++) {
      benchmarks.ran("Suite-Batch-" + i % 7, i % 2 == 0 ? "n300" : "T3K", i, i + 0.125);
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        system.command(
                            "convert",
                            "--from",
                            "postgres",
                            "--against",
                            system.document("").toString()))
                    .returns(0, Commands.Outcome::exitCode));
  }

  private static Settings settings(Map<String, String> values) {
    return AllSettings.load(null, Map.of()).with(values);
  }
}
