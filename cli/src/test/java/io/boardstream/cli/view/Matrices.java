package io.boardstream.cli.view;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.schemas.ContractClasses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Matrices for tests, made from rows by the real rules. */
final class Matrices {

  static final Instant TESTED = Instant.parse("2026-01-02T03:04:05Z");

  /** Before anything is stale. */
  static final Instant SOON_AFTER = TESTED.plus(Duration.ofDays(1));

  static {
    ContractClasses.trust();
  }

  private final List<BenchmarkRow> rows = new ArrayList<>();
  private final List<EditorialOverride> words = new ArrayList<>();

  Matrices row(String model, String device, String step, String metric, double value) {
    rows.add(
        BenchmarkRow.newBuilder()
            .setSource("postgres")
            .setRowId(Integer.toString(rows.size()))
            .setGithubPipelineId("4711")
            .setPipelineEndTs(TESTED)
            .setMlModelName(model)
            .setDeviceName(device)
            .setIsl(128L)
            .setOsl(64L)
            .setBatchSize(1L)
            .setBenchmarkRunId("17")
            .setGitCommitHash("c0ffee")
            .setStepName(step)
            .setMetricName(metric)
            .setMetricValue(value)
            .build());
    return this;
  }

  Matrices ran(String model, String device) {
    return row(model, device, "benchmark", "mean_tps", 42.5);
  }

  /** A run that measured nothing, and of which CI says that it failed. */
  Matrices failed(String model, String device, String failure) {
    ran(model, device);
    BenchmarkRow row = rows.remove(rows.size() - 1);
    rows.add(
        BenchmarkRow.newBuilder(row)
            .setMetricName(null)
            .setMetricValue(null)
            .setRunStatus("failure")
            .setFailure(failure)
            .build());
    return this;
  }

  /** An editor's word on a model, on a device. */
  Matrices comingSoon(String model, String device, String when) {
    words.add(
        EditorialOverride.newBuilder()
            .setSource("catalogue")
            .setOrigin("overrides.yaml line 2")
            .setMlModelName(model)
            .setDeviceName(device)
            .setStatus(Status.COMING_SOON)
            .setEstimatedAvailability(when)
            .setNotes(List.of("Waits for firmware."))
            .build());
    return this;
  }

  List<ModelCompatibility> models() {
    BatchMatrix matrix = new BatchMatrix(Catalogue.builtIn(), new MatrixRules(Duration.ofDays(30)));
    rows.forEach(matrix::add);
    words.forEach(word -> matrix.override("word-" + words.indexOf(word), word));
    return List.copyOf(matrix.models().values());
  }

  /** The same with another word in every cell. */
  static List<ModelCompatibility> withStatus(List<ModelCompatibility> models, Status status) {
    return models.stream()
        .map(
            model ->
                ModelCompatibility.newBuilder(model)
                    .setCells(
                        model.getCells().stream()
                            .map(cell -> Cell.newBuilder(cell).setStatus(status).build())
                            .toList())
                    .build())
        .toList();
  }
}
