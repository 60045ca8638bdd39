package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionKind;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import io.boardstream.avro.RegressionWord;
import io.boardstream.matrix.catalogue.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What got worse is said once, with its evidence, and taken back when it never was. */
final class RegressionsTest {

  private static final int NIGHTS = 30;
  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  private final FoldedTables live = new FoldedTables(CATALOGUE);

  @Test
  void aDropIsToldOnceWithItsEvidence() {
    nightly(0, NIGHTS, 60);
    nightly(NIGHTS, NIGHTS + 6, 48);

    assertThat(live.news).hasSize(1);
    Regression told = live.news.get(0);
    assertThat(told.getSeriesId())
        .isEqualTo("llama-3-1-8b-instruct-fp16/n150/inference/128x128x1/benchmark/mean_tps");
    assertThat(told.getKind()).isEqualTo(RegressionKind.PERFORMANCE);
    assertThat(told.getWord()).isEqualTo(RegressionWord.REGRESSION);
    assertThat(told.getState()).isEqualTo(RegressionState.OPENED);
    assertThat(told.getSeverity()).isEqualTo(RegressionSeverity.MAJOR);
    assertThat(told.getBaseline().getValue().orElseThrow()).isBetween(59.5, 60.5);
    assertThat(told.getBaseline().getSpread().orElseThrow()).isPositive();
    assertThat(told.getLevel().getValue().orElseThrow()).isBetween(47.5, 48.5);
    assertThat(told.getRelative().orElseThrow()).isBetween(-0.21, -0.19);
    assertThat(told.getConfidence().orElseThrow()).isBetween(0.8, 1.0);
    assertThat(told.getUnit()).contains("tokens/s");
    assertThat(told.getFirstBad().getRunId()).isEqualTo("run-" + NIGHTS);
    assertThat(told.getLastGood().orElseThrow().getRunId()).isEqualTo("run-" + (NIGHTS - 1));
    assertThat(told.getCommitBefore()).contains(commit(NIGHTS - 1));
    assertThat(told.getCommitAfter()).contains(commit(NIGHTS));
    assertThat(told.getCommitsLink())
        .contains(
            "https://github.com/tenstorrent/tt-shield/compare/"
                + commit(NIGHTS - 1)
                + "..."
                + commit(NIGHTS));
    assertThat(live.open).containsOnlyKeys(told.getSeriesId());
    ModelCompatibility model = live.model("llama-3-1-8b-instruct-fp16");
    assertThat(model.getOpenRegressions().orElseThrow()).hasSize(1);
    assertEqualsBatch(NIGHTS + 6, night -> night < NIGHTS ? 60 : 48);
  }

  @Test
  void itsRecoveryIsToldOnceAndNothingStaysOpen() {
    nightly(0, NIGHTS, 60);
    nightly(NIGHTS, NIGHTS + 12, 40);
    nightly(NIGHTS + 12, NIGHTS + 24, 60);

    assertThat(live.news)
        .extracting(Regression::getState)
        .containsExactly(RegressionState.OPENED, RegressionState.RECOVERED);
    assertThat(live.news.get(1).getRegressionId()).isEqualTo(live.news.get(0).getRegressionId());
    assertThat(live.open).isEmpty();
    assertThat(live.model("llama-3-1-8b-instruct-fp16").getOpenRegressions()).contains(List.of());
  }

  @Test
  void aCorrectionTakesItBack() {
    nightly(0, NIGHTS, 60);
    nightly(NIGHTS, NIGHTS + 6, 48);
    assertThat(live.open).hasSize(1);

    for (int night = NIGHTS; night < NIGHTS + 6; night++) {
      live.put(row(night, value(night, 60), 10_000L + night, row -> row));
    }
    live.settle();

    assertThat(live.news)
        .extracting(Regression::getState)
        .containsExactly(RegressionState.OPENED, RegressionState.RETRACTED);
    assertThat(live.open).isEmpty();
  }

  @Test
  void aRestartAndTheSameFactsAgainAreNoNews() {
    nightly(0, NIGHTS, 60);
    nightly(NIGHTS, NIGHTS + 6, 48);

    live.restart(CATALOGUE, new MatrixRules(Duration.ofDays(31)));
    live.settle();
    nightly(NIGHTS, NIGHTS + 6, 48);

    assertThat(live.news).hasSize(1);
  }

  @Test
  void metricsThatMoveWithOneRunAreOneIncident() {
    for (int night = 0; night < NIGHTS + 6; night++) {
      double factor = night < NIGHTS ? 1 : 0.7;
      live.put(row(night, value(night, 60 * factor), night, row -> row));
      live.put(
          row(
              night,
              value(night, 500 / factor),
              night,
              row -> row.setRowId("ttft-" + row.getRowId()).setMetricName("mean_ttft_ms")));
    }
    live.settle();

    assertThat(live.news).hasSize(2);
    assertThat(live.news)
        .extracting(Regression::getIncidentId)
        .containsOnly(live.news.get(0).getIncidentId());
    assertThat(live.news.get(0).getMovedWith()).containsExactly(live.news.get(1).getSeriesId());
    assertThat(live.news.get(0).getSeverity()).isEqualTo(RegressionSeverity.CRITICAL);
  }

  @Test
  void aModelThatRanAndFailsTwiceIsToldWithWhatItSays() {
    nightly(0, 10, 60);
    failing(10, 11, "out of memory: failed to allocate 12 GB");
    assertThat(live.news).isEmpty();

    failing(11, 13, "out of memory: failed to allocate 12 GB");

    assertThat(live.news).hasSize(1);
    Regression told = live.news.get(0);
    assertThat(told.getKind()).isEqualTo(RegressionKind.STATUS);
    assertThat(told.getSeverity()).isEqualTo(RegressionSeverity.CRITICAL);
    assertThat(told.getBaseline().getWord()).contains("RAN");
    assertThat(told.getLevel().getWord()).contains("FAILED");
    assertThat(told.getFirstBad().getRunId()).isEqualTo("run-10");
    assertThat(told.getFailure()).contains("out of memory: failed to allocate 12 GB");

    nightly(13, 14, 60);

    assertThat(live.news)
        .last()
        .extracting(Regression::getState)
        .isEqualTo(RegressionState.RECOVERED);
    assertThat(live.open).isEmpty();
  }

  @Test
  void anotherKindOfFailureOfWhatFailsAnywayIsNews() {
    failing(0, 5, "out of memory: failed to allocate 12 GB");
    failing(5, 8, "RuntimeError: timed out after 3600 s waiting for the device");

    assertThat(live.news)
        .extracting(Regression::getKind)
        .containsExactly(RegressionKind.FAILURE_CATEGORY);
  }

  @Test
  void accuracyAndTierThatAreLostAreTold() {
    for (int night = 0; night < 10; night++) {
      double code = night < 7 ? 2 : 3;
      live.put(row(night, value(night, 60), night, row -> row));
      live.put(check(night, "accuracy_check", "eval", code));
      live.put(check(night, "tput_check", "benchmark_summary_functional", 2));
      live.put(check(night, "tput_check", "benchmark_summary_complete", code));
      live.settle();
    }

    assertThat(live.news)
        .extracting(Regression::getKind)
        .containsExactlyInAnyOrder(RegressionKind.ACCURACY, RegressionKind.TIER);
    assertThat(live.news)
        .allSatisfy(one -> assertThat(one.getFirstBad().getRunId()).isEqualTo("run-7"));
    assertThat(live.news)
        .extracting(Regression::getIncidentId)
        .containsOnly(live.news.get(0).getIncidentId());
  }

  @Test
  void whatStopsToReportIsSilentAndNotWorse() {
    Instant last = Rows.NIGHT.plus(Duration.ofDays(9));
    live.now = Optional.of(last.plusSeconds(60));
    nightly(0, 10, 60);

    live.tick(last.plus(Duration.ofDays(2)));
    assertThat(live.news).isEmpty();
    live.tick(last.plus(Duration.ofDays(4)));
    live.tick(last.plus(Duration.ofDays(5)));

    assertThat(live.news).hasSize(1);
    assertThat(live.news.get(0).getWord()).isEqualTo(RegressionWord.SILENCE);
    assertThat(live.open).hasSize(1);
    assertThat(live.model("llama-3-1-8b-instruct-fp16").getOpenRegressions()).contains(List.of());

    nightly(14, 15, 60);
    assertThat(live.news)
        .last()
        .extracting(Regression::getState)
        .isEqualTo(RegressionState.RECOVERED);
    assertThat(live.open).isEmpty();
  }

  @Test
  void historyThatEndedLongAgoIsNotCalledSilent() {
    live.now = Optional.of(Rows.NIGHT.plus(Duration.ofDays(400)));
    nightly(0, 10, 60);

    live.tick(Rows.NIGHT.plus(Duration.ofDays(401)));

    assertThat(live.news).isEmpty();
  }

  private interface Level {
    double of(int night);
  }

  private static void assertSameText(Map<String, ?> one, Map<String, ?> other) {
    assertThat(FoldedTables.text(one)).isEqualTo(FoldedTables.text(other));
  }

  private void assertEqualsBatch(int nights, Level level) {
    BatchMatrix batch = new BatchMatrix(CATALOGUE, FoldedTables.RULES);
    for (int night = nights - 1; night >= 0; night--) {
      batch.add(row(night, value(night, level.of(night)), night, row -> row));
    }
    assertSameText(live.models, batch.models());
  }

  private void nightly(int from, int to, double level) {
    for (int night = from; night < to; night++) {
      live.put(row(night, value(night, level), night, row -> row));
      live.settle();
    }
  }

  private void failing(int from, int to, String failure) {
    for (int night = from; night < to; night++) {
      live.put(
          row(
              night,
              0,
              night,
              row ->
                  row.setMetricName(null)
                      .setMetricValue(null)
                      .setRunStatus("failure")
                      .setFailure(failure)));
      live.settle();
    }
  }

  private static BenchmarkRow check(int night, String metric, String step, double code) {
    return row(
        night,
        code,
        night,
        row -> row.setRowId(metric + step + night).setMetricName(metric).setStepName(step));
  }

  /** A level with a little scatter that repeats itself only rarely. */
  private static double value(int night, double level) {
    return level * (1 + ((night * 7919) % 101 - 50) / 10_000.0);
  }

  static String commit(int night) {
    return "%07x".formatted(0x1000000 + night * 7);
  }

  static BenchmarkRow row(
      int night, double value, long version, UnaryOperator<BenchmarkRow.Builder> change) {
    return Rows.row(
        night,
        row ->
            change.apply(
                row.setVersion(new FactVersion(0L, version))
                    .setGithubPipelineId(Integer.toString(1_000 + night))
                    .setPipelineEndTs(Rows.NIGHT.plus(Duration.ofDays(night)))
                    .setBenchmarkRunId("run-" + night)
                    .setGithubLink(
                        "https://github.com/tenstorrent/tt-shield/actions/runs/" + (1_000 + night))
                    .setGitRepoName("tt-shield")
                    .setGitCommitHash(commit(night))
                    .setMetricValue(value)));
  }
}
