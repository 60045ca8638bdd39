package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Mode;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.Status;
import io.boardstream.avro.Tier;
import io.boardstream.matrix.catalogue.Catalogue;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a claim comes from, and what a source says of a run beside its numbers. */
class ProvenanceTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final BatchMatrix matrix =
      new BatchMatrix(Catalogue.builtIn(), new MatrixRules(Duration.ofDays(30)));
  private long nextId = 1;

  @Test
  void aClaimNamesRunPipelineJobCommitTimeAndLink() {
    given(
        row ->
            row.setGithubJobId("77")
                .setGithubLink("https://github.com/tenstorrent/tt-shield/actions/runs/1/job/77")
                .setGitRepoName("tt-shield")
                .setGitCommitHash("9c6ee86")
                .setRunEndTs(Rows.NIGHT.minus(HOUR))
                .setOrigin("nightly.xlsx sha256:ab Sheet1!7"));

    Evidence evidence = cell().getRuns().orElseThrow().getEvidence();

    assertThat(evidence.getEndedAt()).contains(Rows.NIGHT.minus(HOUR));
    assertThat(evidence.getPipelineEndedAt()).contains(Rows.NIGHT);
    assertThat(evidence.getGithubJobId()).contains("77");
    assertThat(evidence.getLink()).hasValueSatisfying(link -> assertThat(link).endsWith("/job/77"));
    assertThat(evidence.getGitRepoName()).contains("tt-shield");
    assertThat(evidence.getGitCommitHash()).contains("9c6ee86");
    assertThat(evidence.getOrigin()).contains("nightly.xlsx sha256:ab Sheet1!7");
  }

  @Test
  void withinAPipelineTheRunThatEndedLastIsTheNewest() {
    given(row -> row.setBenchmarkRunId("9").setRunEndTs(Rows.NIGHT.minus(HOUR)));
    given(row -> row.setBenchmarkRunId("10").setRunEndTs(Rows.NIGHT.minus(HOUR.multipliedBy(2))));

    assertThat(cell().getRuns().orElseThrow().getEvidence().getRunId()).isEqualTo("9");
  }

  @Test
  void trainingAndInferenceAreNeverMixed() {
    given(row -> row.setMetricValue(1.0));
    given(row -> row.setTraining(true).setMetricValue(2.0));

    assertThat(matrix.runs().values())
        .extracting(run -> run.getConfiguration().getMode())
        .containsExactlyInAnyOrder(Mode.INFERENCE, Mode.TRAINING);
    assertThat(cell().getPerformance()).hasSize(2);
  }

  @Test
  void aGoalBesideAValueIsATargetNotAMeasurement() {
    given(row -> row.setMetricValue(61.0).setMetricTarget(60.0));

    assertThat(run().getTargets())
        .singleElement()
        .satisfies(target -> assertThat(target.getTier()).isEqualTo(Tier.TARGET));
    assertThat(run().getMeasurements()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "failure, FAILED, NOT_SUPPORTED",
    "Timed_Out, FAILED, NOT_SUPPORTED",
    "success, RAN, SUPPORTED",
    "skipped, INCONCLUSIVE, UNTESTED",
    "cancelled, INCONCLUSIVE, UNTESTED",
    "splendid, INCONCLUSIVE, UNTESTED"
  })
  void whereNothingWasMeasuredTheSourcesWordCounts(String word, RunOutcome outcome, Status status) {
    given(row -> row.setMetricName(null).setMetricValue(null).setRunStatus(word).setFailure("OOM"));

    assertThat(run().getOutcome()).isEqualTo(outcome);
    assertThat(cell().getStatus()).isEqualTo(status);
    assertThat(run().getFailure().isPresent()).isEqualTo(outcome == RunOutcome.FAILED);
  }

  @Test
  void whatWasMeasuredCountsMoreThanTheSourcesWord() {
    given(row -> row.setMetricValue(61.0).setRunStatus("failure"));

    assertThat(run().getOutcome()).isEqualTo(RunOutcome.RAN);
  }

  @Test
  void aSuccessThatMeasuredZeroIsNoSupport() {
    given(row -> row.setMetricValue(0.0).setRunStatus("success"));

    assertThat(cell().getStatus()).isEqualTo(Status.UNTESTED);
  }

  private void given(UnaryOperator<BenchmarkRow.Builder> change) {
    matrix.add(Rows.row(nextId++, change));
  }

  private Cell cell() {
    return matrix.cells().values().iterator().next();
  }

  private BenchmarkRun run() {
    return matrix.runs().values().iterator().next();
  }
}
