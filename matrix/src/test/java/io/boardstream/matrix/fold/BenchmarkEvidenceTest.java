package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.Status;
import io.boardstream.avro.Tier;
import io.boardstream.matrix.catalogue.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The rules of evidence, one example each. */
final class BenchmarkEvidenceTest {

  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";

  private final FoldedTables tables = new FoldedTables(Catalogue.builtIn());
  private long nextId = 1;

  @Test
  void aMeasuredValueAboveZeroIsSupport() {
    given(row -> row);

    assertThat(cell("n150").getStatus()).isEqualTo(Status.SUPPORTED);
    assertThat(cell("n150").getLastVerified()).contains(Rows.NIGHT);
    assertThat(cell("n150").getStaleAfter()).contains(Rows.NIGHT.plus(Duration.ofDays(30)));
  }

  @Test
  void aFailedMeasurementDoesNotPushAsideTheNumbersOfAnEarlierNight() {
    given(row -> row.setMetricValue(63.0));
    given(row -> night(row, 1).setBenchmarkRunId("2").setMetricValue(0.0));

    assertThat(cell("n150").getStatus()).isEqualTo(Status.SUPPORTED);
    assertThat(values(cell("n150"))).containsExactly(63.0);
    assertThat(cell("n150").getLatestAttempt().getRunId()).isEqualTo("2");
  }

  @Test
  void theNewestRunOfAConfigurationCountsByTimeNotByArrival() {
    given(row -> night(row, 2).setBenchmarkRunId("7").setMetricValue(50.0));
    given(row -> night(row, 1).setBenchmarkRunId("8").setMetricValue(40.0));

    assertThat(values(cell("n150"))).containsExactly(50.0);
    assertThat(cell("n150").getRuns().orElseThrow().getSince().orElseThrow().getRunId())
        .isEqualTo("8");
  }

  @Test
  void atTheSameTimeTheHigherRunIdCountsAsANumber() {
    given(row -> row.setBenchmarkRunId("9").setMetricValue(9.0));
    given(row -> row.setBenchmarkRunId("10").setMetricValue(10.0));

    assertThat(values(cell("n150"))).containsExactly(10.0);
  }

  @Test
  void atTheSameTimeTheSourceCountsBeforeTheRunId() {
    given(row -> row.setSource("a").setBenchmarkRunId("9").setMetricValue(9.0));
    given(row -> row.setSource("b").setBenchmarkRunId("1").setMetricValue(1.0));

    assertThat(values(cell("n150"))).containsExactly(1.0);
  }

  @Test
  void aWordHoldsSinceTheFirstRunAfterTheLastThatContradictedIt() {
    given(row -> accuracy(row.setBenchmarkRunId("1"), 2));
    given(row -> accuracy(night(row, 1).setBenchmarkRunId("2"), 3));
    given(row -> accuracy(night(row, 2).setBenchmarkRunId("3"), 2));
    given(row -> accuracy(night(row, 3).setBenchmarkRunId("4"), 2));
    assertThat(accuracySince()).isEqualTo("3");

    given(row -> accuracy(night(row, 4).setBenchmarkRunId("5"), 3));
    assertThat(accuracySince()).isEqualTo("5");
  }

  @Test
  void aRunWithoutATimeIsOlderThanAllThatHaveOne() {
    given(row -> row.setBenchmarkRunId("1").setMetricValue(1.0));
    given(row -> row.setBenchmarkRunId("2").setPipelineEndTs(null).setMetricValue(2.0));

    assertThat(values(cell("n150"))).containsExactly(1.0);
  }

  @Test
  void configurationsAreKeptApart() {
    given(row -> row.setBenchmarkRunId("1").setIsl(2048L).setMetricValue(5.0));
    given(row -> row.setBenchmarkRunId("2").setIsl(128L).setMetricValue(20.0));
    given(
        row ->
            row.setBenchmarkRunId("3")
                .setIsl(null)
                .setOsl(null)
                .setBatchSize(null)
                .setStepName("eval")
                .setMetricName("score")
                .setMetricValue(0.7));

    assertThat(cell("n150").getPerformance())
        .extracting(PerformanceFacet::getConfiguration)
        .extracting(Configuration::getIsl)
        .containsExactly(Optional.of(128L), Optional.of(2048L), Optional.empty());
  }

  @Test
  void stepsOfOneConfigurationDoNotPushEachOtherAside() {
    given(row -> row.setBenchmarkRunId("1").setMetricValue(20.0));
    given(
        row ->
            night(row, 1)
                .setBenchmarkRunId("2")
                .setStepName("benchmark_summary")
                .setMetricName("ttft")
                .setMetricValue(90.0));

    assertThat(cell("n150").getPerformance())
        .extracting(PerformanceFacet::getStepName, facet -> facet.getEvidence().getRunId())
        .containsExactly(tuple("benchmark", "1"), tuple("benchmark_summary", "2"));
  }

  @Test
  void anAccuracyCheckAloneIsNoSupport() {
    given(row -> accuracy(row, 2));

    assertThat(cell("n150").getStatus()).isEqualTo(Status.UNTESTED);
  }

  @Test
  void theTierIsTheHighestWhoseChecksAllPass() {
    check("benchmark_summary_functional", "ttft_check", 2);
    check("benchmark_summary_functional", "tput_check", 2);
    check("benchmark_summary_complete", "ttft_check", 2);
    check("benchmark_summary_complete", "tput_check", 1);
    check("benchmark_summary_target", "ttft_check", 2);
    check("benchmark_summary_target", "tput_check", 3);

    assertThat(cell("n150").getTier().orElseThrow().getTier()).contains(Tier.COMPLETE);
  }

  @Test
  void onlyNotApplicableChecksReachNoTier() {
    check("benchmark_summary_target", "ttft_check", 1);

    assertThat(cell("n150").getTier().orElseThrow().getTier()).isEmpty();
  }

  @Test
  void anUnfamiliarStepMeasuresAndIsListedByItsName() {
    given(row -> row.setStepName("MNIST Linear").setMetricName("total_time").setMetricValue(4.4));

    assertThat(cell("n150").getStatus()).isEqualTo(Status.SUPPORTED);
    assertThat(run().getMeasurements())
        .extracting(Measurement::getStepName)
        .containsExactly("MNIST Linear");
  }

  @Test
  void aModelWithoutANumberIsKnownButUntested() {
    given(row -> row.setStepName(null).setMetricName(null).setMetricValue(null));

    assertThat(cell("n150").getStatus()).isEqualTo(Status.UNTESTED);
  }

  @Test
  void aRunWithoutADeviceMakesTheModelKnownButNoCell() {
    given(row -> row.setDeviceName(null));

    assertThat(tables.model(LLAMA).getCells()).isEmpty();
    assertThat(tables.cells).isEmpty();
    assertThat(tables.runs).hasSize(1);
  }

  @Test
  void spellingsOfOneDeviceAreOneCell() {
    given(row -> row.setBenchmarkRunId("1").setDeviceName("P150X4"));
    given(row -> row.setBenchmarkRunId("2").setDeviceName("p150x4"));

    assertThat(tables.model(LLAMA).getCells())
        .extracting(Cell::getDeviceDisplayName)
        .containsExactly("QuietBox (Blackhole)");
  }

  @Test
  void precisionMakesAnotherModelAndDefaultsToFp16() {
    given(row -> row.setBenchmarkRunId("1"));
    given(row -> row.setBenchmarkRunId("2").setPrecision("bf16"));

    assertThat(tables.models).containsOnlyKeys(LLAMA, "llama-3-1-8b-instruct-bf16");
    assertThat(tables.model(LLAMA).getDisplayName()).isEqualTo("Llama-3.1-8B-Instruct FP16");
  }

  @Test
  void rowsWithoutARunIdBelongToTheirPipeline() {
    given(row -> row.setBenchmarkRunId(null));
    given(row -> row.setBenchmarkRunId(null).setMetricName("mean_ttft_ms").setMetricValue(90.0));

    assertThat(run().getEvidence().getRunId()).isEqualTo("pipeline:1000");
    assertThat(run().getMeasurements()).hasSize(2);
  }

  @Test
  void aRunThatReportsWithoutEndIsCutAndSaysSo() {
    for (int i = 0; i < 2_005; i++) {
      String metric = "metric_" + i;
      tables.put(Rows.row(nextId++, row -> row.setMetricName(metric)));
    }
    tables.settle();

    assertThat(run().getTruncated()).isTrue();
    assertThat(run().getMeasurements()).hasSize(2_000);
  }

  @Test
  void aCellListsSoManyConfigurationsAndSaysThatThereAreMore() {
    for (long i = 0; i < 300; i++) {
      long isl = i;
      tables.put(Rows.row(nextId++, row -> row.setBenchmarkRunId("r" + isl).setIsl(isl)));
    }
    tables.settle();
    assertThat(cell("n150").getPerformanceTruncated()).isTrue();
    assertThat(cell("n150").getPerformance()).hasSize(256);

    for (long id = 1; id <= 100; id++) {
      tables.delete(Long.toString(id), new FactVersion(0L, 1_000L + id));
    }
    tables.settle();
    assertThat(cell("n150").getPerformanceTruncated()).isFalse();
    assertThat(cell("n150").getPerformance()).hasSize(200);
  }

  @Test
  void aCellCutForItsSizeListsTheRestOnceThereIsRoom() {
    for (long i = 0; i < 8; i++) {
      for (int metric = 0; metric < 200; metric++) {
        long isl = i;
        String name = metric + "m".repeat(990);
        tables.put(
            Rows.row(
                nextId++, row -> row.setBenchmarkRunId("r" + isl).setIsl(isl).setMetricName(name)));
      }
    }
    tables.settle();
    assertThat(cell("n150").getPerformanceTruncated()).isTrue();
    int listed = cell("n150").getPerformance().size();
    assertThat(listed).isBetween(1, 7);

    for (long id = 1; id <= 600; id++) {
      tables.delete(Long.toString(id), new FactVersion(0L, 10_000L + id));
    }
    tables.settle();
    assertThat(cell("n150").getPerformance())
        .extracting(facet -> facet.getConfiguration().getIsl().orElseThrow())
        .startsWith(3L, 4L, 5L, 6L);
  }

  private String accuracySince() {
    return cell("n150").getAccuracy().orElseThrow().getSince().orElseThrow().getRunId();
  }

  private void given(UnaryOperator<BenchmarkRow.Builder> change) {
    tables.put(Rows.row(nextId++, change));
    tables.settle();
  }

  private void check(String step, String name, int code) {
    given(row -> row.setStepName(step).setMetricName(name).setMetricValue((double) code));
  }

  private static BenchmarkRow.Builder accuracy(BenchmarkRow.Builder row, int code) {
    return row.setStepName("eval").setMetricName("accuracy_check").setMetricValue((double) code);
  }

  private static BenchmarkRow.Builder night(BenchmarkRow.Builder row, int number) {
    Instant end = Rows.NIGHT.plus(Duration.ofDays(number));
    return row.setPipelineEndTs(end);
  }

  private BenchmarkRun run() {
    assertThat(tables.runs).hasSize(1);
    return tables.runs.values().iterator().next();
  }

  private Cell cell(String deviceId) {
    ModelCompatibility model = tables.model(LLAMA);
    return model.getCells().stream()
        .filter(cell -> cell.getDeviceId().equals(deviceId))
        .findFirst()
        .orElseThrow();
  }

  private static List<Double> values(Cell cell) {
    return cell.getPerformance().stream()
        .flatMap(facet -> facet.getMeasurements().stream())
        .map(measurement -> measurement.getValue().orElseThrow())
        .toList();
  }
}
