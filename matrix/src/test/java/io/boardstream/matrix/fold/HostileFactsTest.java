package io.boardstream.matrix.fold;

import static io.boardstream.matrix.fold.FoldedTables.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts that are allowed by their schema, and that nobody expects. */
final class HostileFactsTest {

  private static final int RECORD_LIMIT = 8 << 20;

  private final FoldedTables tables = new FoldedTables(Catalogue.builtIn());

  @ParameterizedTest
  @ValueSource(
      longs = {253_402_300_799_999_999L, Long.MAX_VALUE, Long.MIN_VALUE, -62_135_596_800_000_000L})
  void anyTimeThatARowCanCarryIsFolded(long micros) {
    Instant time = Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS);
    tables.put(Rows.row(1, row -> row.setPipelineEndTs(time)));
    tables.put(Rows.row(2, row -> row.setBenchmarkRunId("2").setMetricValue(7.0)));
    tables.settle();

    assertThat(tables.model("llama-3-1-8b-instruct-fp16").getCells())
        .extracting(Cell::getStatus)
        .containsExactly(Status.SUPPORTED);
  }

  @Test
  void aRowThatComesAgainWhileRulesAreAdoptedDoesNotKeepTheOldOnes() {
    Catalogue bare = Catalogue.of(CatalogueTexts.empty());
    FoldedTables live = new FoldedTables(bare);
    live.put(Rows.row(1));
    live.settle();

    live.restart(Catalogue.builtIn(), new MatrixRules(Duration.ofDays(7)));
    BenchmarkRow again = Rows.row(1, row -> row.setVersion(new FactVersion(0L, 99L)));
    live.put(again);
    live.settle();

    BatchMatrix batch = new BatchMatrix(Catalogue.builtIn(), new MatrixRules(Duration.ofDays(7)));
    batch.add(again);
    assertThat(text(live.models)).isEqualTo(text(batch.models()));
  }

  @Test
  void runsWithNamesOfSeparatorsKeepTheirOwnRecordKeys() {
    List<BenchmarkRow> rows = new ArrayList<>();
    rows.add(Rows.row(1, row -> row.setMlModelName("a/b")));
    rows.add(Rows.row(2, row -> row.setMlModelName("a-b").setMetricValue(7.0)));
    rows.add(Rows.row(3, row -> row.setSource("x/y").setBenchmarkRunId("z")));
    rows.add(Rows.row(4, row -> row.setSource("x").setBenchmarkRunId("y/z").setMetricValue(7.0)));
    FoldedTables one = new FoldedTables(Catalogue.builtIn());
    rows.forEach(
        row -> {
          one.put(row);
          one.settle();
        });
    FoldedTables other = new FoldedTables(Catalogue.builtIn());
    Collections.reverse(rows);
    rows.forEach(
        row -> {
          other.put(row);
          other.settle();
        });

    assertThat(text(one.runs)).isEqualTo(text(other.runs));
    assertThat(one.runs).hasSize(rows.size());
  }

  @Test
  void spellingsOfOnePrecisionAreOneRunOfOneModel() {
    tables.put(Rows.row(1, row -> row.setPrecision("BFP8_B")));
    tables.put(Rows.row(2, row -> row.setPrecision("bfp8-b").setMetricName("mean_ttft_ms")));
    tables.settle();

    assertThat(tables.models).containsOnlyKeys("llama-3-1-8b-instruct-bfp8b");
    assertThat(tables.runs).hasSize(1);
  }

  @Test
  void aRunOfLongNamesFitsARecord() {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String name = i + "€".repeat(990);
      rows.add(Rows.row(i, row -> row.setMetricName(name).setStepName(name)));
    }
    assertThat(largest(rows)).isLessThan(RECORD_LIMIT);
  }

  @Test
  void aCellOfManyConfigurationsFitsARecord() {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int i = 0; i < 256 * 40; i++) {
      long isl = i / 40;
      String metric = i + "m".repeat(990);
      rows.add(
          Rows.row(i, row -> row.setIsl(isl).setBenchmarkRunId("r" + isl).setMetricName(metric)));
    }
    assertThat(largest(rows)).isLessThan(RECORD_LIMIT);
  }

  @Test
  void aModelOfManyDevicesFitsARecord() {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      String device = "board " + i + " " + "d".repeat(900);
      rows.add(Rows.row(i, row -> row.setDeviceName(device).setBenchmarkRunId(device)));
    }
    assertThat(largest(rows)).isLessThan(RECORD_LIMIT);
  }

  /** Bytes of the largest record that the facts lead to. */
  private static int largest(List<BenchmarkRow> rows) {
    BatchMatrix batch = new BatchMatrix(Catalogue.builtIn(), FoldedTables.RULES);
    rows.forEach(batch::add);
    AvroBytes<BenchmarkRun> runs =
        new AvroBytes<>(
            BenchmarkRun.getClassSchema(), BenchmarkRun.getEncoder(), BenchmarkRun.getDecoder());
    AvroBytes<Cell> cells =
        new AvroBytes<>(Cell.getClassSchema(), Cell.getEncoder(), Cell.getDecoder());
    AvroBytes<ModelCompatibility> models =
        new AvroBytes<>(
            ModelCompatibility.getClassSchema(),
            ModelCompatibility.getEncoder(),
            ModelCompatibility.getDecoder());
    return IntStream.of(
            batch.runs().values().stream().mapToInt(v -> runs.encode(v).length).max().orElse(0),
            batch.cells().values().stream().mapToInt(v -> cells.encode(v).length).max().orElse(0),
            batch.models().values().stream().mapToInt(v -> models.encode(v).length).max().orElse(0))
        .max()
        .orElse(0);
  }
}
