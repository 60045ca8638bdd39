package io.boardstream.matrix.documents;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Mode;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Status;
import io.boardstream.avro.Target;
import io.boardstream.avro.Tier;
import io.boardstream.avro.TierFacet;
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
    return new Configuration(Mode.INFERENCE, isl, osl, batchSize);
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
                small))
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
        .build();
  }
}
