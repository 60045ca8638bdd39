package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.evidence.RunKey;
import io.boardstream.schemas.Encoded;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** In batch, the facts with one routing key, and what follows from them. */
final class RoutedFacts {

  private static final int RUNS_AT_ONCE = 10_000;

  /** What follows from the facts; by the keys of the topics. */
  record Matrix(Map<String, Cell> cells, Map<String, ModelCompatibility> models) {}

  private final Map<RunKey, PackedRows> runs = new HashMap<>();
  private final Map<String, EditorialOverride> overrides = new TreeMap<>();
  private @Nullable Matrix matrix;

  void add(String factId, RunKey run, BenchmarkRow row) {
    PackedRows rows = runs.get(run);
    if (rows == null) {
      runs.put(run, new PackedRows(factId, row));
    } else {
      rows.add(factId, row);
    }
    matrix = null;
  }

  void override(String key, EditorialOverride override) {
    overrides.put(key, override);
    matrix = null;
  }

  Matrix matrix(Catalogue catalogue, MatrixRules rules) {
    Matrix known = matrix;
    if (known == null) {
      known = new Matrix(new HashMap<>(), new HashMap<>());
      settle(catalogue, rules, new Tables(Optional.empty(), known.cells, known.models));
      matrix = known;
    }
    return known;
  }

  Map<String, BenchmarkRun> runs(Catalogue catalogue, MatrixRules rules) {
    Map<String, BenchmarkRun> all = new HashMap<>();
    settle(catalogue, rules, new Tables(Optional.of(all), new HashMap<>(), new HashMap<>()));
    return all;
  }

  /** By the code that decides live, over a store that is thrown away. */
  private void settle(Catalogue catalogue, MatrixRules rules, MatrixChanges changes) {
    Map<byte[], PackedRows> facts = new TreeMap<>(Arrays::compareUnsigned);
    runs.forEach((key, rows) -> facts.put(FactRouting.run(key), rows));
    MatrixFold fold =
        new MatrixFold(
            new TreeStore(),
            catalogue,
            rules,
            run -> {
              PackedRows rows = facts.get(run);
              return rows == null ? List.of() : rows.rows();
            });
    fold.adoptRules();
    facts.keySet().forEach(fold::mark);
    overrides.forEach(fold::putOverride);
    while (fold.settle(RUNS_AT_ONCE, changes) == RUNS_AT_ONCE) {
      // There is more.
    }
    while (fold.judge(RUNS_AT_ONCE, Optional.empty(), changes) == RUNS_AT_ONCE) {
      // There is more.
    }
  }

  private record Tables(
      Optional<Map<String, BenchmarkRun>> runs,
      Map<String, Cell> cells,
      Map<String, ModelCompatibility> models)
      implements MatrixChanges {

    @Override
    public void run(String key, Optional<Encoded<BenchmarkRun>> run) {
      runs.ifPresent(table -> set(table, key, run));
    }

    @Override
    public void cell(String key, Optional<Encoded<Cell>> cell) {
      set(cells, key, cell);
    }

    @Override
    public void model(String modelId, Optional<Encoded<ModelCompatibility>> model) {
      set(models, modelId, model);
    }

    @Override
    public void regression(String seriesId, Encoded<Regression> news) {
      // Documents say what is open; how it came to that is told live.
    }

    @Override
    public void openRegression(String seriesId, Optional<Encoded<Regression>> open) {
      // The models list them.
    }

    private static <T extends SpecificRecord> void set(
        Map<String, T> table, String key, Optional<Encoded<T>> encoded) {
      encoded.ifPresentOrElse(one -> table.put(key, one.value()), () -> table.remove(key));
    }
  }
}
