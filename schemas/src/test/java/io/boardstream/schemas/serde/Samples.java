package io.boardstream.schemas.serde;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Mode;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Status;
import io.boardstream.avro.Tier;
import io.boardstream.avro.TierFacet;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of the contract with every kind of field in use. */
final class Samples {

  private Samples() {}

  /** About 200 bytes, as rows are. */
  static BenchmarkRow row(String id) {
    return BenchmarkRow.newBuilder()
        .setSource("postgres")
        .setRowId(id)
        .setVersion(new FactVersion(0L, -1L))
        .setGithubPipelineId("18123456789")
        .setPipelineEndTs(Instant.parse("2025-10-01T02:03:04.567891Z"))
        .setMlModelName("Llama-3.1-8B-Instruct – Zürich")
        .setDeviceName("P150X4")
        .setIsl(128L)
        .setOsl(128L)
        .setBatchSize(32L)
        .setPrecision("BF16")
        .setBenchmarkRunId("35942438708-0")
        .setStepName("benchmark_summary")
        .setMetricName("mean_ttft_ms")
        .setMetricValue(123.456)
        .build();
  }

  /** As little as a row can say. */
  static BenchmarkRow bareRow() {
    return BenchmarkRow.newBuilder().setSource("").setRowId("").build();
  }

  static ModelCompatibility model() {
    Evidence evidence =
        Evidence.newBuilder()
            .setSource("postgres")
            .setRunId("1")
            .setGithubPipelineId("2")
            .setEndedAt(Instant.parse("2025-10-01T02:03:04.567891Z"))
            .build();
    Configuration configuration = new Configuration(Mode.INFERENCE, 128L, 128L, null);
    Cell cell =
        Cell.newBuilder()
            .setModelId("llama-3-1-8b-fp16")
            .setDeviceId("n150")
            .setDeviceDisplayName("N150")
            .setDeviceMapped(true)
            .setStatus(Status.SUPPORTED)
            .setRuns(new RunsFacet(RunOutcome.RAN, evidence, evidence, null))
            .setTier(
                TierFacet.newBuilder()
                    .setTier(Tier.COMPLETE)
                    .setChecks(List.of(new Check(Tier.COMPLETE, "ttft_check", CheckOutcome.PASS)))
                    .setTargets(List.of())
                    .setEvidence(evidence)
                    .setConfiguration(configuration)
                    .build())
            .setPerformance(
                List.of(
                    new PerformanceFacet(
                        configuration,
                        "benchmark",
                        evidence,
                        List.of(
                            Measurement.newBuilder()
                                .setStepName("benchmark")
                                .setMetricName("ttft")
                                .setValue(1.5)
                                .setDirection(Direction.LOWER_IS_BETTER)
                                .build()))))
            .setLatestAttempt(evidence)
            .setLatestAttemptOutcome(RunOutcome.RAN)
            .setLastVerified(Instant.parse("2025-10-01T02:03:04Z"))
            .build();
    return ModelCompatibility.newBuilder()
        .setModelId("llama-3-1-8b-fp16")
        .setMlModelName("Llama-3.1-8B")
        .setDisplayName("Llama-3.1-8B FP16")
        .setMapped(true)
        .setFamily("Llama")
        .setTasks(List.of("text-generation"))
        .setDescription("")
        .setLinks(Map.of("huggingface", "https://example.org"))
        .setEditorialNotes(List.of())
        .setPrecision("FP16")
        .setCells(List.of(cell))
        .build();
  }
}
