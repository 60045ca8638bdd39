package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four tables through the topology, down to the matrix. */
final class AssemblyTopologyTest {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();
  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";
  private static final String FACTS = "boardstream.streams.cicd.facts";

  private static EmbeddedRegistry registry;

  @TempDir Path state;
  private DrivenTopology topology;

  @BeforeAll
  static void startRegistry(@TempDir Path dir) {
    registry = EmbeddedRegistry.start(dir, 0);
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  @BeforeEach
  void driveTopology() {
    topology = new DrivenTopology(registry.url(), state, CATALOGUE);
  }

  @AfterEach
  void closeTopology() {
    topology.close();
  }

  @Test
  void theFourTablesBecomeARowARunAndAModel() {
    put(Tables.measurement("5", "100").build(), 1);
    put(Tables.run("5", "77").build(), 1);
    put(Tables.job("1", "7", "77").build(), 1);
    topology.settle();
    assertThat(topology.assembled).isEmpty();
    assertThat(rowsIn("no-pipeline")).isEqualTo(1);

    put(Tables.pipeline("1").build(), 1);
    topology.settle();
    assertThat(topology.assembled).containsOnlyKeys("pg-cicd/5/100/77");
    assertThat(topology.runs)
        .containsOnlyKeys("pg-cicd/5/llama-3-1-8b-instruct-fp16/n150/128x128x1");
    assertThat(topology.models).containsOnlyKeys(LLAMA);
    assertThat(rowsIn("assembled")).isEqualTo(1);
    assertThat(rowsIn("no-pipeline")).isZero();
    assertThat(topology.counted(FACTS, "applied")).isEqualTo(4);

    Tables.delete(topology, TopicCatalogue.CICD_RUNS, "pg/5", 2L);
    topology.settle();
    assertThat(topology.assembled).isEmpty();
    assertThat(topology.models).isEmpty();
    assertThat(rowsIn("no-run")).isEqualTo(1);
  }

  @Test
  void poisonBetweenGoodRecordsIsADeadLetterAndTakesItsRowBack() {
    nightly();
    put(Tables.measurement("5", "100").build(), 1);
    put(Tables.measurement("5", "101").build(), 1);
    topology.settle();
    assertThat(topology.assembled).containsOnlyKeys("pg-cicd/5/100/77", "pg-cicd/5/101/77");

    measurement("pg/5/100", "random bytes".getBytes(UTF_8), null);
    measurement("pg/5/102", new byte[300 << 10], null);
    measurement("pg/5", new byte[] {1}, null);
    put(Tables.measurement("5", "103").build(), 1);
    topology.settle();

    assertThat(topology.assembled).containsOnlyKeys("pg-cicd/5/101/77", "pg-cicd/5/103/77");
    assertThat(topology.deadLetters)
        .extracting(letter -> DeadLetter.read(letter.headers()).topic())
        .containsExactly("cicd.measurements", "cicd.measurements", "cicd.measurements");
    assertThat(topology.deadLetters.get(0).value()).isEqualTo("random bytes".getBytes(UTF_8));
    assertThat(topology.counted(FACTS, "rejected")).isEqualTo(3);

    put(Tables.measurement("5", "100").build(), 1);
    put(Tables.measurement("5", "100").build(), 2);
    topology.settle();
    assertThat(topology.assembled).containsKey("pg-cicd/5/100/77");
  }

  @Test
  void aRecordUnderTheKeyOfAnotherRowIsADeadLetter() {
    nightly();
    put(Tables.measurement("5", "100").build(), 1);
    topology.put(
        TopicCatalogue.CICD_MEASUREMENTS,
        "pg/5/100",
        CicdMeasurement.class,
        Tables.measurement("5", "9").build(),
        new FactVersion(0L, 2L));
    topology.settle();

    assertThat(topology.assembled).containsOnlyKeys("pg-cicd/5/-/77");
    assertThat(DeadLetter.read(topology.deadLetters.get(0).headers()).exception())
        .isEqualTo("KeyMismatch");
  }

  @Test
  void aLatePoisonDoesNotTakeBackWhatIsNewer() {
    nightly();
    put(Tables.measurement("5", "100").build(), 5);
    measurement("pg/5/100", new byte[] {1}, new FactVersion(0L, 4L));
    topology.settle();

    assertThat(topology.assembled).containsOnlyKeys("pg-cicd/5/100/77");
    assertThat(topology.deadLetters).hasSize(1);
  }

  @Test
  void aValueOutsideOfTheContractIsADeadLetterThatSaysTheRow() {
    nightly();
    put(Tables.measurement("5", "100").setValue(Double.POSITIVE_INFINITY).build(), 1);
    put(Tables.measurement("5", "101").build(), 1);
    topology.settle();

    assertThat(topology.assembled).containsOnlyKeys("pg-cicd/5/101/77");
    assertThat(topology.deadLetters).hasSize(1);
    DeadLetter letter = DeadLetter.read(topology.deadLetters.get(0).headers());
    assertThat(letter.topic()).isEqualTo("benchmark.rows");
    assertThat(letter.exception()).isEqualTo(RowMapper.RULE_NUMBER);
    assertThat(topology.deadLetters.get(0).key()).isEqualTo("pg-cicd/5/100/77".getBytes(UTF_8));
    assertThat(new String(topology.deadLetters.get(0).value(), UTF_8))
        .contains("\"ml_model_name\":\"Llama-3.1-8B-Instruct\"");
    assertThat(rowsIn("rejected")).isEqualTo(1);
  }

  @Test
  void whatComesAgainIsToldOnce() {
    nightly();
    put(Tables.measurement("5", "100").build(), 1);
    topology.settle();
    int told = topology.changes;

    nightly();
    put(Tables.measurement("5", "100").build(), 1);
    put(Tables.measurement("5", "100").build(), 2);
    topology.settle();

    assertThat(topology.changes).isEqualTo(told);
    assertThat(topology.counted(FACTS, "outdated")).isEqualTo(4);
  }

  /**
   * One nightly, as flat rows and as the tables behind them: numbers that took a detour through
   * floats, runs without measurements, jobs without runs, values that are absent.
   */
  @Test
  void aNightlyOfTheTablesGivesTheDocumentsOfItsFlatRows(@TempDir Path other) throws IOException {
    NightlyTables nightly = new NightlyTables();
    assertThat(nightly.runs).hasSize(418);
    assertThat(nightly.measurements).hasSize(4_000);
    BatchMatrix flat = new BatchMatrix(CATALOGUE, DrivenTopology.RULES);
    nightly.flatRows().forEach(row -> flat.add(((MappedRow.Accepted) row).row()));
    List<SpecificRecord> records = nightly.records();

    for (int order = 0; order < 3; order++) {
      Path folder = Files.createDirectory(other.resolve("order" + order));
      try (DrivenTopology live = new DrivenTopology(registry.url(), folder, CATALOGUE)) {
        records.forEach(one -> Tables.put(live, one, 1L));
        live.settle();

        assertThat(documents(live.models.values())).isEqualTo(documents(flat.models().values()));
        assertThat(live.assembled).hasSize(4_000 + nightly.runsWithoutMeasurements());
        assertThat(live.deadLetters).isEmpty();
      }
      Collections.shuffle(records, new Random(order));
    }
  }

  /** The bytes of all documents, by name. */
  private static Map<String, String> documents(Collection<ModelCompatibility> models) {
    Documents documents = new Documents(DocumentSettings.defaults());
    Map<String, String> bytes = new TreeMap<>();
    for (ModelCompatibility model : models) {
      bytes.put(model.getModelId(), new String(documents.model(model), UTF_8));
    }
    bytes.put("v1", new String(documents.compatibility(models, Rows.NIGHT), UTF_8));
    bytes.put("index", new String(documents.index(models), UTF_8));
    assertThat(bytes).hasSizeGreaterThan(20);
    return bytes;
  }

  /** Law 1 through the real stores: 100 histories with tombstones, moves and duplicates. */
  @Test
  void anyOrderOfArrivalEndsInTheRowsAndDocumentsOfOneJoin(@TempDir Path other) throws IOException {
    int rows = 0;
    for (int driver = 0; driver < 5; driver++) {
      Map<String, BenchmarkRow> expected = new TreeMap<>();
      Path folder = Files.createDirectory(other.resolve("s" + driver));
      try (DrivenTopology shuffled = new DrivenTopology(registry.url(), folder, CATALOGUE)) {
        // Each history is a source of its own; what they have in common is the models.
        for (int seed = 20 * driver; seed < 20 * driver + 20; seed++) {
          RandomTables history = new RandomTables(new Random(seed), 50, "pg" + seed);
          history.arriveShuffled(shuffled);
          expected.putAll(history.join());
        }
        shuffled.settle();

        BatchMatrix batch = new BatchMatrix(CATALOGUE, DrivenTopology.RULES);
        expected.values().forEach(batch::add);
        rows += expected.size();
        assertThat(shuffled.assembled).isEqualTo(text(expected));
        assertThat(text(shuffled.models)).isEqualTo(text(batch.models()));
        assertThat(shuffled.cells).isEqualTo(text(batch.cells()));
        assertThat(shuffled.runs).isEqualTo(text(batch.runs()));
      }
    }
    assertThat(rows).as("rows in all histories together").isGreaterThan(300);
  }

  private void nightly() {
    put(Tables.pipeline("1").build(), 1);
    put(Tables.job("1", "7", "77").build(), 1);
    put(Tables.run("5", "77").build(), 1);
  }

  private void put(SpecificRecord row, long sequence) {
    Tables.put(topology, row, sequence);
  }

  private void measurement(String key, byte[] value, FactVersion version) {
    topology.table(TopicCatalogue.CICD_MEASUREMENTS, key, value, version);
  }

  private double rowsIn(String state) {
    return topology
        .metrics
        .get("boardstream.streams.cicd.rows")
        .tag("state", state)
        .gauge()
        .value();
  }

  private static Map<String, String> text(Map<String, ?> table) {
    Map<String, String> text = new TreeMap<>();
    table.forEach((key, value) -> text.put(key, value.toString()));
    return text;
  }
}
