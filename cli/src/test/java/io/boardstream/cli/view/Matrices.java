package io.boardstream.cli.view;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.Cell;
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

  List<ModelCompatibility> models() {
    BatchMatrix matrix = new BatchMatrix(Catalogue.builtIn(), new MatrixRules(Duration.ofDays(30)));
    rows.forEach(matrix::add);
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
