package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.cli.Commands.Outcome;
import io.boardstream.cli.environment.EmbeddedEnvironment;
import io.boardstream.cli.environment.Environment;
import io.boardstream.producers.postgres.BenchmarkTable;
import io.boardstream.producers.postgres.CicdTables;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit of a real system: it passes one that is exact, at rest and at work, and fails on each
 * fault that is planted. Every test mends what it broke, which the audit must then see too.
 */
final class AuditTest {

  private static final String MODEL = "audited-7b-fp16";

  /** A run with one measurement, and one whose name is longer than any. */
  private static final String FOUR_TABLES =
      """
      INSERT INTO sw_test.cicd_pipeline (cicd_pipeline_id, github_pipeline_id, name, project,
        git_branch_name, pipeline_end_ts)
      VALUES (51, '510', 'On nightly', 'tt-shield', 'main', '2026-02-03 04:05:06Z');
      INSERT INTO sw_test.cicd_job (cicd_job_id, cicd_pipeline_id, github_job_id, name)
      VALUES (55, 51, '61', 'run-release-n150');
      INSERT INTO sw_test.benchmark_run (benchmark_run_id, github_job_id, git_repo_name,
        device_info, ml_model_name)
      VALUES (71, '61', 'tt-shield', '{"device_name": "n150"}', 'Four-Tables-3B');
      INSERT INTO sw_test.benchmark_measurement (benchmark_measurement_id, benchmark_run_id,
        step_name, name, value)
      VALUES (81, 71, 'benchmark', 'mean_tps', 8.5),
        (82, 71, 'benchmark', repeat('x', 1500), 1);
      """;

  private static final String OVERRIDES = "catalog.overrides";
  private static final String DOCUMENT = "models/" + MODEL + ".json";

  @TempDir static Path folder;

  private static Environment environment;
  private static RunningFixture system;
  private static Benchmarks benchmarks;
  private static Topics topics;

  @BeforeAll
  static void start() throws Exception {
    environment = new EmbeddedEnvironment(folder.resolve("servers"));
    Map<String, String> values = new HashMap<>(environment.settings());
    values.put("topics.replication.factor", "1");
    values.put("catalogue.poll.ms", "50");
    values.put(PostgresSettings.CICD_SCHEMA, CicdTables.SCHEMA);
    Settings settings = AllSettings.load(null, Map.of()).with(values);
    BenchmarkTable.create(settings);
    CicdTables.create(settings);
    system = RunningFixture.start(folder.resolve("data"), values, false);
    benchmarks = system.benchmarks();
    topics = new Topics(String.valueOf(system.addresses().kafka()));
    benchmarks.ran("Audited-7B", "n300", 1, 1.5);
    benchmarks.ran("Audited-7B", "n150", 2, 2.5);
    benchmarks.ran("Other-1B", "n150", 3, 3.5);
    benchmarks.ran("", "n150", 4, 4.5);
    benchmarks.ran("Refused-1B", "n150", 5, 5.5);
    benchmarks.execute("UPDATE benchmark_rows SET isl = 1.5 WHERE benchmark_run_id = 'run-5'");
    benchmarks.ran("Gone-1B", "n150", 6, 6.5);
    benchmarks.execute("DELETE FROM benchmark_rows WHERE benchmark_run_id = 'run-6'");
    // At rest from the start: the sink would write over what a test puts in its folder.
    assertThat(system.command("audit")).returns(0, Outcome::exitCode);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
    if (environment != null) {
      environment.close();
    }
  }

  @AfterEach
  void whatWasMendedIsExact() {
    assertThat(system.command("audit")).returns(0, Outcome::exitCode);
  }

  @Test
  void anExactSystemPassesAndEveryKeyIsClassified() {
    Outcome outcome = system.command("audit");

    assertThat(outcome.out()).contains("1 no-model", "1 row.number", "Exact: ");
    assertThat(outcome.exitCode()).isZero();
    assertThat(system.command("audit", "--json").out())
        .contains("\"source\" : \"postgres\"", "\"applied\" : 3", "\"different\" : 0");
  }

  @Test
  void aLostRowIsFoundOnEveryStageBehindIt() {
    String row = rowOfRun("run-1");
    topics.send("benchmark.rows", row, null);
    system.awaitDocument(DOCUMENT, text -> !text.contains("1.5"));

    assertThat(faulty())
        .contains("MISSING benchmark.rows " + row)
        .contains("MISSING benchmark.runs", "DIFFERENT matrix.models " + MODEL);

    benchmarks.execute(
        "UPDATE benchmark_rows SET metric_value = 1.75 WHERE benchmark_run_id = 'run-1'");
  }

  @Test
  void aRecordLostOnAnyDerivedTopicIsFound() {
    for (String topic : new String[] {"benchmark.runs", "matrix.cells", "matrix.summary"}) {
      ConsumerRecord<byte[], byte[]> lost =
          topics.newest(topic).values().stream()
              .filter(record -> record.value() != null)
              .findFirst()
              .orElseThrow();
      String key = new String(lost.key(), UTF_8);
      topics.send(topic, key, null);
      try {
        assertThat(faulty()).contains("MISSING " + topic + " " + key, "1 differences");
      } finally {
        again(lost);
      }
    }
  }

  @Test
  void aLostModelIsFoundOnTheTopicAndInTheDocuments() {
    ConsumerRecord<byte[], byte[]> lost = topics.newest("matrix.models").get(MODEL);
    topics.send("matrix.models", MODEL, null);
    system.awaitDocument(DOCUMENT, String::isEmpty);

    assertThat(faulty())
        .contains("MISSING matrix.models " + MODEL)
        .containsPattern("MISSING documents in .* " + DOCUMENT);

    again(lost);
  }

  @Test
  void aRemovedAStaleAnEditedAndAnInventedDocumentAreFound() throws IOException {
    Path document = system.document(DOCUMENT);
    Path invented = system.document("models/invented-fp16.json");
    byte[] good = Files.readAllBytes(document);
    try {
      Files.delete(document);
      assertThat(faulty()).containsPattern("MISSING documents in .* " + DOCUMENT);

      byte[] stale = new String(good, UTF_8).replace("2.5", "2.25").getBytes(UTF_8);
      Files.write(document, stale);
      assertThat(faulty())
          .containsPattern("DIFFERENT documents in .* " + DOCUMENT)
          .contains("live 2.25, batch 2.5");

      byte[] edited = good.clone();
      edited[good.length / 2] ^= 1;
      Files.write(document, edited);
      assertThat(faulty()).containsPattern("DIFFERENT documents in .* " + DOCUMENT);

      Files.write(document, good);
      Files.write(invented, good);
      assertThat(faulty()).containsPattern("UNEXPECTED documents in .* models/invented-fp16.json");
    } finally {
      Files.write(document, good);
      Files.deleteIfExists(invented);
    }
  }

  @Test
  void wordsOfEditorsCountWhoeverWroteThem() throws IOException {
    Path words = catalogue("overrides.yaml");
    String byHand = "editor/1";
    try {
      Files.writeString(words, said("Planned-9B", "Coming Soon"));
      topics.send(OVERRIDES, byHand, encoded(override("Audited-7B", "n300", "By hand")));
      topics.send(OVERRIDES, "editor/2", encoded(override("", "n300", "Of nothing")));
      topics.send(OVERRIDES, "editor/3", new byte[] {1, 2, 3});

      Outcome outcome = system.command("audit");

      assertThat(outcome).as(outcome.out()).returns(0, Outcome::exitCode);
      assertThat(outcome.out())
          .containsPattern("catalog.overrides \\(as on the topic\\) +4 +2 ")
          .contains("1 override", "1 row.undecodable");
      assertThat(Files.readString(system.document("models/planned-9b-fp16.json")))
          .contains("Coming Soon");
      assertThat(Files.readString(system.document(DOCUMENT))).contains("By hand");

      Map<String, ConsumerRecord<byte[], byte[]>> letters = topics.newest("dead-letters");
      topics.empty("dead-letters");
      assertThat(faulty()).contains("MISSING dead-letters catalog.overrides partition 0, offset ");
      letters.values().forEach(AuditTest::again);
    } finally {
      Files.deleteIfExists(words);
      for (int i = 1; i <= 3; i++) {
        topics.send(OVERRIDES, "editor/" + i, null);
      }
    }
  }

  @Test
  void theCatalogueOfTheTopicsCountsAndHalfOfOneDoesNot() throws IOException {
    Path devices = catalogue("devices.yaml");
    String stray = "stray";
    try {
      Files.writeString(devices, "devices:\n  - id: n300\n    display_name: Audited Board\n");
      assertThat(system.command("audit")).returns(0, Outcome::exitCode);
      assertThat(Files.readString(system.document(DOCUMENT))).contains("Audited Board");

      // The fold goes on with the one before, which is what the files say.
      Files.delete(devices);
      assertThat(system.command("audit")).returns(0, Outcome::exitCode);
      topics.send("catalog.devices", stray, topics.newest("catalog.devices").get("n300").value());
      Outcome half = system.command("audit", "--wait", "3");
      assertThat(half).as(half.out()).returns(0, Outcome::exitCode);
      assertThat(half.out()).contains("The topics hold no complete catalogue");
    } finally {
      topics.send("catalog.devices", stray, null);
      Files.deleteIfExists(devices);
    }
  }

  @Test
  void anImportedFileIsASourceToo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("imported.csv"),
            """
            github_pipeline_id,pipeline_end_ts,ml_model_name,device_name,isl,osl,batch_size,precision,benchmark_run_id,step_name,metric_name,metric_value
            1,2026-01-02T03:04:05Z,Imported-3B,n150,128,128,1,,import-1,benchmark,mean_tps,42.5
            1,2026-01-02T03:04:05Z,Imported-3B,n150,128,128,1,,import-2,benchmark,mean_tps,fast
            """);
    assertThat(system.command("csv", "import", file.toString())).returns(0, Outcome::exitCode);
    Outcome imported = system.command("audit");
    assertThat(system.command("csv", "import", file.toString(), "--remove"))
        .returns(0, Outcome::exitCode);

    assertThat(imported).as(imported.out()).returns(0, Outcome::exitCode);
    assertThat(imported.out()).containsPattern("csv:imported.csv \\(as on the topic\\) +1 +1\n");
  }

  @Test
  void anEditedByteInTheDocumentOfTheWebsiteIsFound() throws IOException {
    Path document = system.document("compatibility.json");
    String good = Files.readString(document);
    try {
      Files.writeString(document, good.replace("\"Supported\"", "\"supported\""));

      assertThat(faulty()).containsPattern("DIFFERENT documents in .* compatibility.json");
    } finally {
      Files.writeString(document, good);
    }
  }

  @Test
  void aFactUnderASecondKeyIsADuplicate() {
    ConsumerRecord<byte[], byte[]> row = topics.newest("benchmark.rows").get(rowOfRun("run-2"));
    try {
      topics.send("benchmark.rows", "postgres/again", row.value());
      assertThat(faulty()).contains("DUPLICATE benchmark.rows postgres/again");

      topics.send("benchmark.rows", "postgres/again", null);
      topics.send("benchmark.rows", "elsewhere/1", row.value());
      assertThat(faulty()).contains("DUPLICATE benchmark.rows elsewhere/1");
    } finally {
      topics.send("benchmark.rows", "elsewhere/1", null);
    }
  }

  @Test
  void aRunCountedTwiceIsFound() {
    ConsumerRecord<byte[], byte[]> run =
        topics.newest("benchmark.runs").values().stream()
            .filter(record -> record.value() != null)
            .findFirst()
            .orElseThrow();
    topics.send("benchmark.runs", "twice", run.value());
    try {
      assertThat(faulty()).contains("UNEXPECTED benchmark.runs twice", "1 differences");
    } finally {
      topics.send("benchmark.runs", "twice", null);
    }
  }

  @Test
  void aMissingAndAnUnexplainedDeadLetterAreFound() {
    benchmarks.ran("Unheard-1B", "n150", 7, 7.5);
    benchmarks.execute("UPDATE benchmark_rows SET isl = 2.5 WHERE benchmark_run_id = 'run-7'");
    assertThat(system.command("audit")).returns(0, Outcome::exitCode);
    Map<String, ConsumerRecord<byte[], byte[]>> letters = topics.newest("dead-letters");
    topics.empty("dead-letters");

    assertThat(faulty()).contains("MISSING dead-letters " + rowOfRun("run-7"));

    letters.values().forEach(AuditTest::again);
    ProducerRecord<byte[], byte[]> invented =
        new ProducerRecord<>("dead-letters", "postgres/4711".getBytes(UTF_8), new byte[0]);
    new DeadLetter("public.benchmark_rows", -1, -1, "row.text", "no reason")
        .write(invented.headers());
    topics.send(invented);
    assertThat(faulty())
        .contains("UNEXPLAINED dead-letters postgres/4711 of public.benchmark_rows", "1 diff");

    topics.empty("dead-letters");
    letters.values().forEach(AuditTest::again);
    benchmarks.execute("DELETE FROM benchmark_rows WHERE benchmark_run_id = 'run-7'");
  }

  @Test
  void aRecordThatNobodyCanReadIsRejectedWithItsLetterAndIsNoDifference() {
    topics.send("benchmark.rows", "poison/1", new byte[] {1, 2, 3});

    assertThat(system.command("audit"))
        .returns(0, Outcome::exitCode)
        .satisfies(outcome -> assertThat(outcome.out()).contains("poison (as on the topic)"));

    topics.send("matrix.cells", "poison/1", new byte[] {1, 2, 3});
    assertThat(faulty()).contains("UNREADABLE matrix.cells poison/1");
    topics.send("matrix.cells", "poison/1", null);
  }

  @Test
  void theFourTablesAreASourceToo() {
    benchmarks.execute(FOUR_TABLES);
    Outcome exact = system.command("audit");
    String key = "postgres-cicd/71/81/61";
    ConsumerRecord<byte[], byte[]> row = topics.newest("benchmark.rows").get(key);
    topics.send("benchmark.rows", key, null);
    try {
      assertThat(exact.exitCode()).isZero();
      assertThat(exact.out()).containsPattern("postgres-cicd +2 +1 +1 row.text");
      assertThat(faulty()).contains("MISSING benchmark.rows " + key);
    } finally {
      again(row);
    }
  }

  @Test
  void whileRowsComeAndGoModelsAtRestAreProvedAndThoseInMotionAreNot() {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(stop));
    Outcome during;
    try {
      during = system.command("audit", "--watch", "--rounds", "2", "--interval", "0");
    } finally {
      stop.set(true);
      load.join();
    }
    Outcome after = system.command("audit", "--watch", "--interval", "0");

    assertThat(during.out())
        .contains("in motion: moving-1b-fp16", " 0 differences")
        .contains("Never at rest in 2 rounds, so not proved: moving-1b-fp16");
    assertThat(during.exitCode()).isEqualTo(1);
    assertThat(after.out()).contains("Every model was proved");
    assertThat(after.exitCode()).isZero();
  }

  @Test
  void whileRowsComeAndGoAFaultAtRestIsFound() throws IOException {
    Path document = system.document(DOCUMENT);
    byte[] good = Files.readAllBytes(document);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(stop));
    try {
      Files.write(document, new String(good, UTF_8).replace("2.5", "2.25").getBytes(UTF_8));

      Outcome outcome = system.command("audit", "--watch", "--rounds", "1", "--wait", "10");

      assertThat(outcome.out()).containsPattern("DIFFERENT documents in .* " + DOCUMENT);
      assertThat(outcome.exitCode()).isEqualTo(1);
    } finally {
      Files.write(document, good);
      stop.set(true);
      load.join();
    }
  }

  @Test
  void whileEditorsSpeakOnlyTheirModelsAreInMotion() {
    String key = "editor/4";
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> editor =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !stop.get(); i++) {
                topics.send(OVERRIDES, key, encoded(override("Other-1B", "n150", "Note " + i)));
              }
            });
    Outcome during;
    try {
      during = system.command("audit", "--watch", "--rounds", "1");
    } finally {
      stop.set(true);
      editor.join();
      topics.send(OVERRIDES, key, null);
    }

    assertThat(during.out()).contains("in motion: other-1b-fp16\n", " 0 differences");
  }

  /** Inserts, updates and deletes of one model. */
  private static void load(AtomicBoolean stop) {
    for (int i = 1_000; !stop.get(); i++) {
      benchmarks.ran("Moving-1B", "n300", i, i);
      benchmarks.execute(
          "UPDATE benchmark_rows SET metric_value = 0.5 WHERE benchmark_run_id = 'run-" + i + "'");
      if (i % 3 == 0) {
        benchmarks.execute("DELETE FROM benchmark_rows WHERE ml_model_name = 'Moving-1B'");
      }
    }
    benchmarks.execute("DELETE FROM benchmark_rows WHERE ml_model_name = 'Moving-1B'");
  }

  /** Fails the test unless the audit fails; what it must find is there before it looks. */
  private static String faulty() {
    Outcome outcome = system.command("audit", "--wait", "1");
    assertThat(outcome).as(outcome.out()).returns(1, Outcome::exitCode);
    return outcome.out();
  }

  private static Path catalogue(String file) throws IOException {
    return Files.createDirectories(folder.resolve("data/catalogue")).resolve(file);
  }

  private static String said(String model, String status) {
    return "overrides:\n  - model: %s\n    device: n300\n    status: %s\n".formatted(model, status);
  }

  private static EditorialOverride override(String model, String device, String note) {
    return EditorialOverride.newBuilder()
        .setSource("editor")
        .setMlModelName(model)
        .setDeviceName(device)
        .setNotes(List.of(note))
        .build();
  }

  private static byte[] encoded(EditorialOverride override) {
    return new AvroSerdes(environment.settings())
        .values(EditorialOverride.class)
        .serializer()
        .serialize(OVERRIDES, override);
  }

  private static void again(ConsumerRecord<byte[], byte[]> record) {
    topics.send(
        new ProducerRecord<>(
            record.topic(),
            null,
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers()));
  }

  private static String rowOfRun(String run) {
    return "postgres/"
        + system
            .command("sql", "SELECT id FROM benchmark_rows WHERE benchmark_run_id = '" + run + "'")
            .out()
            .lines()
            .map(String::strip)
            .filter(line -> line.matches("[0-9]+"))
            .findFirst()
            .orElseThrow();
  }
}
