package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.schemas.Encoded;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** The tables as a reader of the topics builds them; every change must be news (law 4). */
final class FoldedTables implements MatrixChanges {

  static final MatrixRules RULES = new MatrixRules(Duration.ofDays(30));

  final Map<String, BenchmarkRun> runs = new TreeMap<>();
  final Map<String, Cell> cells = new TreeMap<>();
  final Map<String, ModelCompatibility> models = new TreeMap<>();
  int changes;

  private final Map<String, FactRouting.Known> facts = new HashMap<>();
  private final OrderedStore store;
  private MatrixFold fold;

  FoldedTables(Catalogue catalogue) {
    this(new TreeStore(), catalogue);
  }

  FoldedTables(OrderedStore store, Catalogue catalogue) {
    this.store = store;
    this.fold = new MatrixFold(store, catalogue, RULES);
    fold.adoptRules();
  }

  /** Starts again on the same state, perhaps with another catalogue. */
  void restart(Catalogue catalogue, MatrixRules rules) {
    fold = new MatrixFold(store, catalogue, rules);
    fold.adoptRules();
  }

  void put(BenchmarkRow row) {
    apply(row.getRowId(), FactRouting.put(known(row.getRowId()), row));
  }

  void delete(String id, FactVersion version) {
    apply(id, FactRouting.delete(known(id), Optional.of(version)));
  }

  void unreadable(String id) {
    apply(id, Optional.of(FactRouting.unreadable(known(id))));
  }

  void settle() {
    while (fold.settle(3, this) == 3) {
      // Small steps, so that settling in parts is tested too.
    }
  }

  ModelCompatibility model(String id) {
    assertThat(models).containsKey(id);
    return models.get(id);
  }

  private Optional<FactRouting.Known> known(String id) {
    return Optional.ofNullable(facts.get(id));
  }

  private void apply(String id, Optional<FactRouting.Decision> decision) {
    if (decision.isEmpty()) {
      return;
    }
    facts.put(id, decision.get().known());
    for (FactRouting.Move move : decision.get().moves()) {
      if (move.enters()) {
        BenchmarkRow row = decision.get().known().row().orElseThrow();
        fold.put("postgres/" + id, FactRouting.run(move.run()), FactRouting.encode(row));
      } else {
        fold.remove("postgres/" + id, FactRouting.run(move.run()));
      }
    }
  }

  @Override
  public void run(String key, Optional<Encoded<BenchmarkRun>> run) {
    set(runs, key, run);
  }

  @Override
  public void cell(String key, Optional<Encoded<Cell>> cell) {
    set(cells, key, cell);
  }

  @Override
  public void model(String modelId, Optional<Encoded<ModelCompatibility>> model) {
    set(models, modelId, model);
  }

  private <T extends SpecificRecord> void set(
      Map<String, T> table, String key, Optional<Encoded<T>> encoded) {
    changes++;
    Optional<T> value = encoded.map(Encoded::value);
    T before = value.isPresent() ? table.put(key, value.get()) : table.remove(key);
    assertThat(String.valueOf(before))
        .as("a change of %s is news", key)
        .isNotEqualTo(String.valueOf(value.orElse(null)));
  }

  /**
   * A table as text: decoded records cannot be compared by equals, because Avro's arrays compare
   * without the logical types of their elements.
   */
  static Map<String, String> text(Map<String, ?> table) {
    Map<String, String> text = new TreeMap<>();
    table.forEach((key, value) -> text.put(key, value.toString()));
    return text;
  }
}
