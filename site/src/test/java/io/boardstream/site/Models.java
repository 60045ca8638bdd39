package io.boardstream.site;

import io.boardstream.avro.Cell;
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
import io.boardstream.schemas.ContractClasses;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Models for tests. */
final class Models {

  private static final Instant RUN = Instant.parse("2026-11-01T12:00:00Z");
  private static final Instant NEVER_STALE = Instant.parse("2200-01-01T00:00:00Z");

  static {
    // As every part of the system does before it reads or writes.
    ContractClasses.trust();
  }

  private Models() {}

  static ModelCompatibility model(String id, String name, Cell... cells) {
    return ModelCompatibility.newBuilder()
        .setModelId(id)
        .setMlModelName(name)
        .setDisplayName(name)
        .setMapped(true)
        .setFamily("Llama")
        .setTasks(List.of("Text Generation"))
        .setDescription("A model for tests.")
        .setLinks(Map.of("huggingface", "https://example.org/" + id))
        .setEditorialNotes(List.of())
        .setParameters("8B")
        .setPrecision("FP16")
        .setCells(Stream.of(cells).map(cell -> of(cell, id)).toList())
        .build();
  }

  static Cell supported(String device, double tps) {
    return cell(device, Status.SUPPORTED, RunOutcome.RAN)
        .setPerformance(
            List.of(
                PerformanceFacet.newBuilder()
                    .setConfiguration(configuration())
                    .setStepName("benchmark")
                    .setEvidence(evidence())
                    .setMeasurements(
                        List.of(
                            Measurement.newBuilder()
                                .setStepName("benchmark")
                                .setMetricName("mean_tps")
                                .setValue(tps)
                                .setUnit("tokens/s")
                                .setDirection(Direction.HIGHER_IS_BETTER)
                                .build()))
                    .build()))
        .build();
  }

  static Cell failed(String device, String why) {
    Cell.Builder cell = cell(device, Status.NOT_SUPPORTED, RunOutcome.FAILED);
    return cell.setRuns(RunsFacet.newBuilder(cell.getRuns()).setFailure(why).build()).build();
  }

  /** The same cell under another name of its device. */
  static Cell named(Cell cell, String deviceName) {
    return Cell.newBuilder(cell).setDeviceDisplayName(deviceName).build();
  }

  private static Cell.Builder cell(String device, Status status, RunOutcome outcome) {
    return Cell.newBuilder()
        .setModelId("set-by-model")
        .setDeviceId(device)
        .setDeviceDisplayName(device + " (Wormhole)")
        .setDeviceMapped(true)
        .setStatus(status)
        .setRuns(
            RunsFacet.newBuilder()
                .setOutcome(outcome)
                .setEvidence(evidence())
                .setSince(evidence())
                .build())
        .setPerformance(List.of())
        .setPerformanceTruncated(false)
        .setLatestAttempt(evidence())
        .setLatestAttemptOutcome(outcome)
        .setLastVerified(RUN)
        .setStaleAfter(NEVER_STALE);
  }

  private static Cell of(Cell cell, String model) {
    return Cell.newBuilder(cell).setModelId(model).build();
  }

  private static Evidence evidence() {
    return Evidence.newBuilder()
        .setSource("test")
        .setRunId("run-1")
        .setEndedAt(RUN)
        .setLink("https://example.org/runs/1")
        .setGitRepoName("tt-shield")
        .setGitCommitHash("0123456789abcdef")
        .build();
  }

  private static Configuration configuration() {
    return Configuration.newBuilder()
        .setMode(Mode.INFERENCE)
        .setIsl(128L)
        .setOsl(128L)
        .setBatchSize(1L)
        .build();
  }
}
