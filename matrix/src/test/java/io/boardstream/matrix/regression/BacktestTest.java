package io.boardstream.matrix.regression;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Mode;
import io.boardstream.avro.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BacktestTest {

  private static final Instant NIGHT = Instant.parse("2026-03-01T04:00:00Z");

  @Test
  void alertsThatOnlyOneOfTheRulesTellsAreDifferences() {
    DetectorRule now = DetectorRule.DEFAULT;
    DetectorRule coarse =
        new DetectorRule(80, 20, 4, 15, 6, 0.15, 0.006, 1.2, 0.02, 0.8, 0.8, 8.5, 8.0);
    Backtest backtest = new Backtest(now, coarse);
    Backtest back = new Backtest(coarse, now);
    for (int night = 0; night < 60; night++) {
      double level = night < 25 ? 60 : night < 40 ? 54 : 30;
      BenchmarkRun run = run(night, level * (1 + (night * 37 % 11 - 5) / 1_000.0));
      backtest.add("run-" + night, run);
      back.add("run-" + night, run);
    }

    assertThat(backtest.differences())
        .filteredOn(one -> !one.comes())
        .singleElement()
        .satisfies(
            gone -> {
              assertThat(gone.series())
                  .isEqualTo("llama/n300/inference/128x128x1/benchmark/mean_tps");
              assertThat(gone.since()).isEqualTo(NIGHT.plus(Duration.ofDays(25)).toString());
            });
    assertThat(back.differences()).filteredOn(Backtest.Difference::comes).hasSize(1);
    assertThat(new Backtest(now, now).differences()).isEmpty();
  }

  private static BenchmarkRun run(int night, double value) {
    return BenchmarkRun.newBuilder()
        .setEvidence(
            Evidence.newBuilder()
                .setSource("postgres")
                .setRunId("run-" + night)
                .setEndedAt(NIGHT.plus(Duration.ofDays(night)))
                .build())
        .setModelId("llama")
        .setMlModelName("Llama")
        .setPrecision("FP16")
        .setDeviceId("n300")
        .setConfiguration(new Configuration(Mode.INFERENCE, 128L, 128L, 1L, null))
        .setOutcome(RunOutcome.RAN)
        .setMeasurements(
            List.of(
                new Measurement(
                    "benchmark", "mean_tps", value, "tokens/s", Direction.HIGHER_IS_BETTER)))
        .setTargets(List.of())
        .setChecks(List.of())
        .build();
  }
}
