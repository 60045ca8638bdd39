package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.evidence.RunKey;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The whole matrix in one pass over the facts, in memory: what the live tables must equal. */
public final class BatchMatrix {

  private static final int RUNS_AT_ONCE = 10_000;

  private final MatrixFold fold;
  private final Tables tables = new Tables();
  private boolean settled = true;

  public BatchMatrix(Catalogue catalogue, MatrixRules rules) {
    fold = new MatrixFold(new TreeStore(), catalogue, rules);
    fold.adoptRules();
  }

  /**
   * Adds a fact; adding it again changes nothing.
   *
   * @return false when a rule filters the row: it names no model
   */
  public boolean add(BenchmarkRow row) {
    return add(row.getSource() + "/" + row.getRowId(), row);
  }

  /**
   * Adds a fact under the key that it has on {@code benchmark.rows}.
   *
   * @return false when a rule filters the row: it names no model
   */
  public boolean add(String factId, BenchmarkRow row) {
    Optional<RunKey> run = RunKey.of(row);
    run.ifPresent(key -> fold.put(factId, FactRouting.run(key), FactRouting.encode(row)));
    settled &= run.isEmpty();
    return run.isPresent();
  }

  /** By key of {@code benchmark.runs}. */
  public SortedMap<String, BenchmarkRun> runs() {
    settle();
    return Collections.unmodifiableSortedMap(tables.runs);
  }

  /** By key of {@code matrix.cells}. */
  public SortedMap<String, Cell> cells() {
    settle();
    return Collections.unmodifiableSortedMap(tables.cells);
  }

  /** By model id. */
  public SortedMap<String, ModelCompatibility> models() {
    settle();
    return Collections.unmodifiableSortedMap(tables.models);
  }

  private void settle() {
    while (!settled) {
      settled = fold.settle(RUNS_AT_ONCE, tables) < RUNS_AT_ONCE;
    }
  }

  private static final class Tables implements MatrixChanges {
    final SortedMap<String, BenchmarkRun> runs = new TreeMap<>();
    final SortedMap<String, Cell> cells = new TreeMap<>();
    final SortedMap<String, ModelCompatibility> models = new TreeMap<>();

    @Override
    public void run(String key, Optional<BenchmarkRun> run) {
      set(runs, key, run);
    }

    @Override
    public void cell(String key, Optional<Cell> cell) {
      set(cells, key, cell);
    }

    @Override
    public void model(String modelId, Optional<ModelCompatibility> model) {
      set(models, modelId, model);
    }

    private static <T> void set(SortedMap<String, T> table, String key, Optional<T> value) {
      value.ifPresentOrElse(v -> table.put(key, v), () -> table.remove(key));
    }
  }
}
