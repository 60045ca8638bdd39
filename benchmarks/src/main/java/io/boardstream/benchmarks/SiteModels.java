package io.boardstream.benchmarks;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Models as the topology writes them, as many as are asked for, each on every device. */
final class SiteModels {

  static final List<String> DEVICES =
      List.of(
          "e75", "e150", "e300", "n150", "n300", "t3k", "galaxy", "p100", "p150", "p300", "p150x8");

  private static final int CONFIGURATIONS = 3;
  private static final List<String> METRICS =
      List.of("mean_tps", "mean_ttft_ms", "std_ttft_ms", "tps_prefill_throughput");
  private static final Instant ENDED = Instant.parse("2026-11-01T12:00:00Z");

  static {
    ContractClasses.trust();
  }

  private SiteModels() {}

  static String id(int number) {
    return "bench-%05d-fp16".formatted(number);
  }

  static ModelCompatibility model(int number, String name) {
    List<Cell> cells = new ArrayList<>();
    for (String device : DEVICES.stream().sorted().toList()) {
      cells.add(cell(number, device));
    }
    return ModelCompatibility.newBuilder()
        .setModelId(id(number))
        .setMlModelName(name)
        .setDisplayName(name)
        .setMapped(true)
        .setFamily("Family " + number % 40)
        .setTasks(List.of("Text Generation"))
        .setDescription("A model for measuring.")
        .setLinks(Map.of())
        .setEditorialNotes(List.of())
        .setPrecision("FP16")
        .setCells(cells)
        .build();
  }

  private static Cell cell(int number, String device) {
    boolean runs = (number + device.hashCode()) % 4 != 0;
    Evidence evidence = evidence(number, device);
    RunOutcome outcome = runs ? RunOutcome.RAN : RunOutcome.FAILED;
    return Cell.newBuilder()
        .setModelId(id(number))
        .setDeviceId(device)
        .setDeviceDisplayName(device)
        .setDeviceMapped(true)
        .setStatus(runs ? Status.SUPPORTED : Status.NOT_SUPPORTED)
        .setRuns(
            RunsFacet.newBuilder()
                .setOutcome(outcome)
                .setEvidence(evidence)
                .setSince(evidence)
                .build())
        .setPerformance(runs ? performance(number, evidence) : List.of())
        .setPerformanceTruncated(false)
        .setLatestAttempt(evidence)
        .setLatestAttemptOutcome(outcome)
        .setLastVerified(ENDED)
        .build();
  }

  private static List<PerformanceFacet> performance(int number, Evidence evidence) {
    List<PerformanceFacet> facets = new ArrayList<>();
    for (int i = 0; i < CONFIGURATIONS; i++) {
      double value = 1 + (number * 7 + i) % 90;
      facets.add(
          PerformanceFacet.newBuilder()
              .setConfiguration(
                  Configuration.newBuilder()
                      .setMode(Mode.INFERENCE)
                      .setIsl(128L << i)
                      .setOsl(128L)
                      .setBatchSize(1L)
                      .build())
              .setStepName("benchmark")
              .setEvidence(evidence)
              .setMeasurements(METRICS.stream().map(name -> measurement(name, value)).toList())
              .build());
    }
    return facets;
  }

  private static Measurement measurement(String name, double value) {
    return Measurement.newBuilder()
        .setStepName("benchmark")
        .setMetricName(name)
        .setValue(value)
        .setDirection(Direction.HIGHER_IS_BETTER)
        .build();
  }

  private static Evidence evidence(int number, String device) {
    return Evidence.newBuilder()
        .setSource("bench")
        .setRunId("run-" + number + "-" + device)
        .setEndedAt(ENDED)
        .setGitRepoName("tt-shield")
        .setGitCommitHash("0123456789abcdef0123456789abcdef01234567")
        .setLink("https://example.org/runs/" + number)
        .build();
  }
}
