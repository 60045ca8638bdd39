package io.boardstream.batch.audit;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.batch.Converted;
import io.boardstream.matrix.fold.Summaries;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What must be live, computed in one pass over the facts.
 *
 * @param runs by key of {@code benchmark.runs}
 * @param cells by key of {@code matrix.cells}
 * @param models by model id
 * @param documents of these models
 */
record Expected(
    SortedMap<String, BenchmarkRun> runs,
    SortedMap<String, Cell> cells,
    SortedMap<String, ModelCompatibility> models,
    Converted documents) {

  Map<String, MatrixSummary> summary() {
    List<MatrixSummary> contributions =
        models.entrySet().stream()
            .map(model -> Summaries.of(model.getKey(), Optional.of(model.getValue())))
            .toList();
    return Map.of(Summaries.ALL, Summaries.sum(contributions));
  }
}
