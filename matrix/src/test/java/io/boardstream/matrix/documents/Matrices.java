package io.boardstream.matrix.documents;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Direction;
import io.boardstream.avro.EditorialFacet;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Mode;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionKind;
import io.boardstream.avro.RegressionLevel;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import io.boardstream.avro.RegressionWord;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Status;
import io.boardstream.avro.Target;
import io.boardstream.avro.Tier;
import io.boardstream.avro.TierFacet;
import io.boardstream.avro.TierRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Models to render. */
final class Matrices {
  static final Instant MONDAY = Instant.parse("2026-11-16T03:04:05.123456Z");
  static final Instant TUESDAY = Instant.parse("2026-11-17T03:04:05Z");

  private Matrices() {}

  /** A model that says something in every field. */
  static ModelCompatibility rich() {
    return model("llama-3-1-8b-instruct-fp16")
        .setMlModelName("Llama-3.1-8B-Instruct")
        .setDisplayName("Llama-3.1-8B-Instruct FP16")
        .setMapped(true)
        .setFamily("Llama")
        .setTasks(List.of("Text Generation", "Chat"))
        .setDescription("Meta's multilingual model, \"tuned\" <b>to follow</b> instructions.")
        .setLinks(
            Map.of(
                "paper", "https://example.org/llama.pdf",
                "github", "https://github.com/meta-llama/llama-models",
                "huggingface", "https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct"))
        .setEditorialNotes(List.of("Naïve tokenizer."))
        .setParameters("8B")
        .setContextWindow(131_072L)
        .setCells(
            List.of(
                cell("galaxy", Status.COMING_SOON)
                    .setDeviceDisplayName("Galaxy (Wormhole)")
                    .setEditorial(
                        new EditorialFacet(
                            Status.COMING_SOON,
                            "Q2 2027",
                            List.of("Needs firmware 19."),
                            "catalogue",
                            "overrides.yaml line 3"))
                    .build(),
                richCell(),
                cell("p100", Status.NOT_SUPPORTED)
                    .setDeviceDisplayName("p100 (Blackhole)")
                    .setRuns(
                        new RunsFacet(
                            RunOutcome.FAILED, evidence("8", null), null, "DRAM exhausted"))
                    .setLatestAttempt(evidence("8", null))
                    .setLatestAttemptOutcome(RunOutcome.FAILED)
                    .build(),
                cell("q900", Status.UNTESTED).setDeviceMapped(false).build(),
                cell("z1", Status.UNKNOWN).build()))
        .setOpenRegressions(List.of(regression()))
        .build();
  }

  /** A model of which only the name is known. */
  static ModelCompatibility poor() {
    return model("frobnicator-fp16").build();
  }

  static ModelCompatibility.Builder model(String id) {
    return ModelCompatibility.newBuilder()
        .setModelId(id)
        .setMlModelName(id)
        .setDisplayName(id + " FP16")
        .setMapped(false)
        .setFamily("Other")
        .setTasks(List.of())
        .setDescription("")
        .setLinks(Map.of())
        .setEditorialNotes(List.of())
        .setPrecision("FP16")
        .setCells(List.of());
  }

  static Cell.Builder cell(String device, Status status) {
    return Cell.newBuilder()
        .setModelId("m-fp16")
        .setDeviceId(device)
        .setDeviceDisplayName(device)
        .setDeviceMapped(true)
        .setStatus(status)
        .setPerformance(List.of())
        .setLatestAttempt(evidence("1", MONDAY))
        .setLatestAttemptOutcome(RunOutcome.INCONCLUSIVE);
  }

  static PerformanceFacet performance(
      Configuration configuration, Evidence evidence, Measurement... measurements) {
    String step = measurements.length == 0 ? "" : measurements[0].getStepName();
    return new PerformanceFacet(configuration, step, evidence, List.of(measurements));
  }

  static Configuration configuration(Long isl, Long osl, Long batchSize) {
    return new Configuration(Mode.INFERENCE, isl, osl, batchSize, null);
  }

  static Evidence evidence(String runId, Instant endedAt) {
    return Evidence.newBuilder()
        .setSource("postgres")
        .setRunId(runId)
        .setGithubPipelineId("12890516473")
        .setEndedAt(endedAt)
        .setPipelineEndedAt(endedAt)
        .setLink("https://github.com/tenstorrent/tt-shield/actions/runs/12890516473")
        .setGitRepoName("tt-shield")
        .build();
  }

  static Measurement measurement(String step, String metric, Double value) {
    return new Measurement(step, metric, value, null, Direction.NONE);
  }

  private static Cell richCell() {
    Evidence newest = evidence("35942438708-0", TUESDAY);
    Configuration small = configuration(128L, 128L, 1L);
    return cell("n150", Status.SUPPORTED)
        .setDeviceDisplayName("n150 (Wormhole)")
        .setRuns(new RunsFacet(RunOutcome.RAN, newest, evidence("1", MONDAY), null))
        .setAccuracy(
            new AccuracyFacet(CheckOutcome.PASS, newest, newest, configuration(null, null, null)))
        .setTier(
            new TierFacet(
                Tier.COMPLETE,
                List.of(
                    new Check(Tier.FUNCTIONAL, "ttft_check", CheckOutcome.PASS),
                    new Check(null, "accuracy_check", CheckOutcome.PASS)),
                List.of(
                    new Target(Tier.FUNCTIONAL, "ttft", 180.0),
                    new Target(Tier.TARGET, "tput", null)),
                newest,
                small,
                List.of(
                    new TierRun(newest, small, Tier.COMPLETE),
                    new TierRun(newest, configuration(null, null, null), null))))
        .setPerformance(
            List.of(
                performance(
                    small,
                    newest,
                    new Measurement(
                        "benchmark", "mean_tps", 25.5, "tokens/s", Direction.HIGHER_IS_BETTER),
                    new Measurement(
                        "benchmark", "mean_ttft_ms", 104.0, "ms", Direction.LOWER_IS_BETTER),
                    measurement("benchmark_summary", "ttft", 0.0),
                    measurement("eval", "score", null)),
                performance(
                    configuration(2048L, 64L, null),
                    evidence("1", MONDAY),
                    measurement("benchmark", "mean_tps", 1.0e-9),
                    measurement("benchmark", "total_tokens", 1.0e21))))
        .setPerformanceTruncated(true)
        .setLatestAttempt(newest)
        .setLatestAttemptOutcome(RunOutcome.RAN)
        .setLastVerified(TUESDAY)
        .setStaleAfter(Instant.parse("2026-12-17T03:04:05Z"))
        .setReproduce("repository tt-shield at commit 0123abc, pipeline 12890516473")
        .build();
  }

  private static Regression regression() {
    return Regression.newBuilder()
        .setRegressionId("0123456789abcdef")
        .setIncidentId("fedcba9876543210")
        .setSeriesId("llama-3-1-8b-instruct-fp16/n150/inference/128x128x1/benchmark/mean_tps")
        .setKind(RegressionKind.PERFORMANCE)
        .setWord(RegressionWord.REGRESSION)
        .setState(RegressionState.OPENED)
        .setSeverity(RegressionSeverity.MAJOR)
        .setModelId("llama-3-1-8b-instruct-fp16")
        .setMlModelName("Llama-3.1-8B-Instruct")
        .setDeviceId("n150")
        .setConfiguration(configuration(128L, 128L, 1L))
        .setStepName("benchmark")
        .setMetricName("mean_tps")
        .setUnit("tokens/s")
        .setDirection(Direction.HIGHER_IS_BETTER)
        .setBaseline(new RegressionLevel(63.2, 0.4, 30L, null))
        .setLevel(new RegressionLevel(50.1, 0.3, 4L, null))
        .setRelative(-0.207)
        .setConfidence(0.93)
        .setLastGood(evidence("41", MONDAY))
        .setFirstBad(evidence("42", TUESDAY))
        .setToldBy(evidence("45", TUESDAY))
        .setBeganAt(TUESDAY)
        .setChangedAt(TUESDAY)
        .setMovedWith(List.of())
        .setMovedWithCount(0L)
        .build();
  }
}
