package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.schemas.Encoded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;

/** The tables as a reader of the topics builds them; every change must be news (law 4). */
final class FoldedTables implements MatrixChanges {

  static final MatrixRules RULES = new MatrixRules(Duration.ofDays(30));

  final Map<String, BenchmarkRun> runs = new TreeMap<>();
  final Map<String, Cell> cells = new TreeMap<>();
  final Map<String, ModelCompatibility> models = new TreeMap<>();
  int changes;
  String problem = "";
  BiConsumer<String, Object> listener = (key, value) -> {};

  /** By series id, what is open. */
  final Map<String, Regression> open = new TreeMap<>();

  /** All news, in the order in which they were told. */
  final List<Regression> news = new ArrayList<>();

  /** What time it is, for what stops to report. */
  Optional<Instant> now = Optional.empty();

  private final Map<String, FactRouting.Known> facts = new HashMap<>();
  private final Map<String, OverrideRouting.Known> overrides = new HashMap<>();
  private final OrderedStore store;
  private MatrixFold fold;

  FoldedTables(Catalogue catalogue) {
    this(new TreeStore(), catalogue);
  }

  FoldedTables(OrderedStore store, Catalogue catalogue) {
    this(store, catalogue, RULES);
  }

  FoldedTables(OrderedStore store, Catalogue catalogue, MatrixRules rules) {
    this.store = store;
    this.fold = new MatrixFold(store, catalogue, rules);
    fold.adoptRules();
  }

  /** Starts again on the same state, perhaps with another catalogue. */
  void restart(Catalogue catalogue, MatrixRules rules) {
    fold = new MatrixFold(store, catalogue, rules);
    fold.adoptRules();
  }

  void put(BenchmarkRow row) {
    applyFact(row.getRowId(), FactRouting.put(known(row.getRowId()), row));
  }

  void delete(String id, FactVersion version) {
    applyFact(id, FactRouting.delete(known(id), Optional.of(version)));
  }

  void unreadable(String id) {
    applyFact(id, Optional.of(FactRouting.unreadable(known(id))));
  }

  /** An editor says something; the version of the override counts, if it has one. */
  void say(String key, EditorialOverride override) {
    apply(key, OverrideRouting.put(Optional.ofNullable(overrides.get(key)), override));
  }

  void takeBack(String key, FactVersion version) {
    Optional<OverrideRouting.Known> known = Optional.ofNullable(overrides.get(key));
    apply(key, OverrideRouting.delete(known, Optional.of(version)));
  }

  /** All records of a catalogue at once. */
  void publish(Catalogue catalogue) {
    CatalogueRecords.from(CatalogueRecords.none(), catalogue).forEach(this::publish);
  }

  void publish(CatalogueRecords.One record) {
    record
        .entry()
        .ifPresentOrElse(
            entry -> fold.putCatalogue(record.kind(), record.id(), entry),
            () -> fold.removeCatalogue(record.kind(), record.id()));
  }

  void settle() {
    try {
      fold.adoptCatalogue();
    } catch (CatalogueException e) {
      problem = String.valueOf(e.getMessage()); // Half of an edit may be wrong by itself.
    }
    while (fold.settle(3, this) == 3) {
      // Small steps, so that settling in parts is tested too.
    }
    while (fold.judge(2, now, this) == 2) {
      // Here too.
    }
  }

  ModelCompatibility model(String id) {
    assertThat(models).containsKey(id);
    return models.get(id);
  }

  private void apply(String key, Optional<OverrideRouting.Decision> decision) {
    if (decision.isEmpty()) {
      return;
    }
    overrides.put(key, decision.get().known());
    decision.get().leaves().ifPresent(from -> fold.removeOverride(from, key));
    decision
        .get()
        .enters()
        .ifPresent(
            to ->
                fold.putOverride(
                    to,
                    key,
                    OverrideRouting.encode(decision.get().known().override().orElseThrow())));
  }

  private Optional<FactRouting.Known> known(String id) {
    return Optional.ofNullable(facts.get(id));
  }

  private void applyFact(String id, Optional<FactRouting.Decision> decision) {
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

  @Override
  public void regression(String seriesId, Encoded<Regression> one) {
    changes++;
    assertThat(one.value().getSeriesId()).isEqualTo(seriesId);
    news.add(one.value());
  }

  @Override
  public void openRegression(String seriesId, Optional<Encoded<Regression>> one) {
    set(open, seriesId, one);
  }

  /** Tells what is silent by a time. */
  void tick(Instant at) {
    now = Optional.of(at);
    fold.tellSilent(100, at, this);
  }

  private <T extends SpecificRecord> void set(
      Map<String, T> table, String key, Optional<Encoded<T>> encoded) {
    changes++;
    Optional<T> value = encoded.map(Encoded::value);
    listener.accept(key, value);
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
