package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Status;
import io.boardstream.avro.Target;
import io.boardstream.avro.Tier;
import io.boardstream.matrix.catalogue.Catalogue;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What decides where two rules of evidence meet. Live and batch share the code of these rules, so
 * only examples can tell that one is wrong.
 */
final class EvidenceCornersTest {

  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";

  private final FoldedTables tables = new FoldedTables(Catalogue.builtIn());
  private long nextId = 1;

  @Test
  void aNegativeNumberIsNoMeasurement() {
    given(row -> row.setMetricValue(-1.0));

    assertThat(cell().getStatus()).isEqualTo(Status.UNTESTED);
  }

  @Test
  void zerosBesideAMeasurementAreNotListedInTheCell() {
    given(row -> row);
    given(row -> row.setMetricName("ttft").setMetricValue(0.0));

    assertThat(cell().getPerformance().get(0).getMeasurements())
        .extracting(Measurement::getMetricName)
        .containsExactly("mean_tps");
  }

  @Test
  void oneFailedAccuracyCheckOfARunDecides() {
    given(row -> row.setStepName("a").setMetricName("accuracy_check").setMetricValue(3.0));
    given(row -> row.setStepName("b").setMetricName("accuracy_check").setMetricValue(2.0));

    assertThat(cell().getAccuracy().orElseThrow().getOutcome()).isEqualTo(CheckOutcome.FAIL);
  }

  @Test
  void aCheckAgainstATargetIsNotTheAccuracyOfTheCell() {
    given(
        row ->
            row.setStepName("benchmark_summary_target")
                .setMetricName("accuracy_check")
                .setMetricValue(3.0));

    assertThat(cell().getAccuracy()).isEmpty();
  }

  @Test
  void aCodeThatNobodyKnowsPassesNoTier() {
    given(
        row ->
            row.setStepName("benchmark_summary_complete")
                .setMetricName("ttft_check")
                .setMetricValue(7.0));

    assertThat(cell().getTier().orElseThrow().getTier()).isEmpty();
  }

  @Test
  void stepsOfTargetsAreKnownInAnyCaseAndByTheirOtherName() {
    given(row -> row.setStepName("Benchmark_Summary_Complete").setMetricName("ttft"));
    given(row -> row.setStepName("benchmark_summary_theoretical").setMetricName("ttft"));

    assertThat(run().getTargets())
        .extracting(Target::getTier)
        .containsExactly(Tier.COMPLETE, Tier.TARGET);
  }

  @Test
  void aSpreadIsBetterWhenSmallWhateverItIsTheSpreadOf() {
    given(row -> row.setMetricName("std_tps"));

    assertThat(run().getMeasurements().get(0).getDirection()).isEqualTo(Direction.LOWER_IS_BETTER);
  }

  @Test
  void aRunEndedWithTheLastOfItsPipelinesAndOfEqualOnesWithTheHigherId() {
    given(row -> row.setGithubPipelineId("7"));
    given(row -> row.setGithubPipelineId("8").setMetricName("a"));
    assertThat(run().getEvidence().getGithubPipelineId()).contains("8");

    given(
        row ->
            row.setGithubPipelineId("1")
                .setPipelineEndTs(Rows.NIGHT.plusSeconds(1))
                .setMetricName("b"));
    assertThat(run().getEvidence().getGithubPipelineId()).contains("1");
    assertThat(run().getEvidence().getEndedAt()).contains(Rows.NIGHT.plusSeconds(1));
  }

  @Test
  void anAttemptThatFoundNothingVerifiesNothing() {
    given(row -> row);
    given(
        row ->
            row.setBenchmarkRunId("2")
                .setPipelineEndTs(Rows.NIGHT.plus(Duration.ofDays(1)))
                .setMetricValue(0.0));

    assertThat(cell().getLastVerified()).contains(Rows.NIGHT);
  }

  @Test
  void anUnknownModelIsCalledAsItsNewestRunCallsIt() {
    given(row -> row.setMlModelName("Nobody-1B").setDeviceName("n150").setBenchmarkRunId("9"));
    given(row -> row.setMlModelName("NOBODY-1b").setDeviceName("n300").setBenchmarkRunId("10"));

    assertThat(tables.model("nobody-1b-fp16").getMlModelName()).isEqualTo("NOBODY-1b");
  }

  @Test
  void rowsOfOneRunIdThatDisagreeAreRunsOfTheirOwn() {
    given(row -> row);
    given(row -> row.setDeviceName("n300"));
    given(row -> row.setPrecision("BF16"));
    assertThat(tables.runs).hasSize(3);
  }

  @Test
  void rowsThatNameNoRunAndNoPipelineAreRunsOfTheirOwn() {
    given(row -> row.setBenchmarkRunId(null).setGithubPipelineId(null));
    given(row -> row.setBenchmarkRunId(null).setGithubPipelineId(null));
    assertThat(tables.runs).hasSize(2);
  }

  private void given(UnaryOperator<BenchmarkRow.Builder> change) {
    tables.put(Rows.row(nextId++, change));
    tables.settle();
  }

  private Cell cell() {
    List<Cell> cells = tables.model(LLAMA).getCells();
    assertThat(cells).hasSize(1);
    return cells.get(0);
  }

  private BenchmarkRun run() {
    assertThat(tables.runs).hasSize(1);
    return tables.runs.values().iterator().next();
  }
}
