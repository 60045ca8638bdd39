package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.evidence.RunKey;
import io.boardstream.matrix.evidence.RunKeys;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The whole matrix in one pass over the facts, in memory: what the live tables must equal.
 *
 * <p>Facts are kept packed, by what they are routed by; what they say is derived when it is asked
 * for, the models side by side, each by a {@link MatrixFold} of its own. Facts of one model never
 * meet those of another, here as live. For use by one thread.
 */
public final class BatchMatrix {

  /** So few facts one processor derives faster than it can tell another to help. */
  private static final long FEW = 10_000;

  private final Catalogue catalogue;
  private final MatrixRules rules;
  private final RunKeys keys = new RunKeys();

  /** By routing key. */
  private final Map<String, RoutedFacts> routed = new HashMap<>();

  private long facts;

  public BatchMatrix(Catalogue catalogue, MatrixRules rules) {
    this.catalogue = catalogue;
    this.rules = rules;
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
    Optional<RunKey> run = keys.of(row);
    run.ifPresent(
        key ->
            routed.computeIfAbsent(key.routingKey(), k -> new RoutedFacts()).add(factId, key, row));
    facts++;
    return run.isPresent();
  }

  /** Adds an override by its key on {@code catalog.overrides}, or replaces it. */
  public void override(String key, EditorialOverride override) {
    routed
        .computeIfAbsent(OverrideRouting.routingKey(override), k -> new RoutedFacts())
        .override(key, override);
  }

  /** By key of {@code benchmark.runs}; derived anew by each call, because they are many. */
  public SortedMap<String, BenchmarkRun> runs() {
    return all(facts -> facts.runs(catalogue, rules));
  }

  /** By key of {@code matrix.cells}. */
  public SortedMap<String, Cell> cells() {
    return all(facts -> facts.matrix(catalogue, rules).cells());
  }

  /** By model id. */
  public SortedMap<String, ModelCompatibility> models() {
    return all(facts -> facts.matrix(catalogue, rules).models());
  }

  /** On all processors, where there is enough to do for them. */
  private <T> SortedMap<String, T> all(Function<RoutedFacts, Map<String, T>> table) {
    NavigableMap<String, T> all = new TreeMap<>();
    Stream<RoutedFacts> models = routed.values().stream();
    (facts < FEW ? models : models.parallel()).map(table).toList().forEach(all::putAll);
    return Collections.unmodifiableSortedMap(all);
  }
}
