package io.boardstream.site;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Mode;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.Target;
import io.boardstream.avro.Tier;
import io.boardstream.schemas.ContractClasses;
import java.time.Instant;
import java.util.List;

/** Runs for tests. */
public final class Runs {

  static {
    ContractClasses.trust();
  }

  private Runs() {}

  /** A run of llama on n300 that measured so many tokens per second. */
  public static BenchmarkRun run(String id, String endedAt, double tps) {
    return run(id, endedAt, tps, "llama-fp16", 128L);
  }

  public static BenchmarkRun run(String id, String endedAt, double tps, String model, Long isl) {
    return BenchmarkRun.newBuilder()
        .setEvidence(
            Evidence.newBuilder()
                .setSource("test")
                .setRunId(id)
                .setEndedAt(endedAt.isEmpty() ? null : Instant.parse(endedAt))
                .setLink("https://example.org/runs/" + id)
                .setGitRepoName("tt-shield")
                .setGitCommitHash("0123456789abcdef")
                .build())
        .setModelId(model)
        .setMlModelName(model)
        .setPrecision("FP16")
        .setDeviceId("n300")
        .setDeviceName("n300 (Wormhole)")
        .setConfiguration(
            Configuration.newBuilder()
                .setMode(Mode.INFERENCE)
                .setIsl(isl)
                .setOsl(128L)
                .setBatchSize(1L)
                .build())
        .setOutcome(tps > 0 ? RunOutcome.RAN : RunOutcome.FAILED)
        .setMeasurements(
            List.of(
                Measurement.newBuilder()
                    .setStepName("benchmark")
                    .setMetricName("mean_tps")
                    .setValue(tps)
                    .setUnit("tokens/s")
                    .setDirection(Direction.HIGHER_IS_BETTER)
                    .build()))
        .setTargets(
            List.of(
                Target.newBuilder()
                    .setTier(Tier.FUNCTIONAL)
                    .setMetricName("mean_tps")
                    .setValue(10.0)
                    .build()))
        .setChecks(
            List.of(
                Check.newBuilder()
                    .setTier(Tier.FUNCTIONAL)
                    .setName("tput_check")
                    .setOutcome(CheckOutcome.PASS)
                    .build()))
        .setTruncated(false)
        .build();
  }
}
