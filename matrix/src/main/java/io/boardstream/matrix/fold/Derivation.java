package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.matrix.evidence.RunKey;
import io.boardstream.schemas.Encoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Derives runs, cells and models by one catalogue and one set of rules. */
final class Derivation {

  /**
   * Order and content of the keys: raised when state of before could not be told from new state.
   */
  static final String LAYOUT = "layout 2, ";

  // Working out a schema takes longer than folding a few facts: once for all folds.
  private static final AvroBytes<Cell> CELLS =
      AvroBytes.of(Cell.class, Cell.getClassSchema(), Cell.getDecoder());
  private static final AvroBytes<ModelCompatibility> MODELS =
      AvroBytes.of(
          ModelCompatibility.class,
          ModelCompatibility.getClassSchema(),
          ModelCompatibility.getDecoder());

  private final OrderedStore store;
  private final RunIndex index;
  private final RunAssembly assembly;
  private final Cells cellRules;
  private final Models modelRules;
  private final Editorial editorial;
  private final Regressions regressions;
  private final byte[] fingerprint;

  Derivation(
      OrderedStore store,
      RunIndex index,
      Catalogue catalogue,
      MatrixRules rules,
      Regressions regressions) {
    this.store = store;
    this.index = index;
    this.assembly = new RunAssembly(catalogue, rules.statusRule(), rules.variantIds());
    this.cellRules = new Cells(index, catalogue, rules);
    this.modelRules = new Models(catalogue, rules.variantIds(), MODELS);
    this.editorial = new Editorial(store, catalogue, rules.variantIds());
    this.regressions = regressions;
    this.fingerprint = (LAYOUT + catalogue.fingerprint() + " " + rules).getBytes(UTF_8);
  }

  /** Tells catalogues and rules apart. */
  byte[] fingerprint() {
    return fingerprint;
  }

  BenchmarkRun run(RunKey key, List<BenchmarkRow> facts) {
    return assembly.assemble(key, facts);
  }

  /** Derives what changed of the models of a routing key, and tells it. */
  void settle(String routingKey, Group group, MatrixChanges changes) {
    if (group.names.isEmpty() && !editorial.isSpokenOf(routingKey)) {
      for (String modelId : group.models()) {
        settleCells(modelId, group, Words.none(), false, changes);
        // Also when no cell changed: name and precision are those of the newest run.
        settleModel(modelId, Words.none(), changes);
      }
      return;
    }
    // Which models an override means depends on which have runs: all of them may change with one.
    Map<String, Words> words = editorial.words(routingKey, group.names, group.models());
    words.forEach(
        (modelId, said) -> {
          settleCells(modelId, group, said, true, changes);
          settleModel(modelId, said, changes);
        });
  }

  /**
   * Settles the cells of a model.
   *
   * @param all whether those of untouched runs too
   */
  private void settleCells(
      String modelId, Group group, Words words, boolean all, MatrixChanges changes) {
    Set<String> devices = new TreeSet<>();
    group.touched.keySet().stream()
        .filter(cell -> cell.modelId().equals(modelId))
        .forEach(cell -> devices.add(cell.deviceId()));
    if (all) {
      devices.addAll(words.devices());
      stored(modelId).forEach(cell -> devices.add(cell.getDeviceId()));
    }
    for (String device : devices) {
      CellId cell = new CellId(modelId, device);
      Set<Configuration> configurations = group.touched.getOrDefault(cell, Set.of());
      settleCell(cell, configurations, group.renewed.contains(cell), words, changes);
    }
  }

  private void settleCell(
      CellId id, Set<Configuration> touched, boolean renewed, Words words, MatrixChanges changes) {
    byte[] bytesBefore = store.get(Keys.cell(id));
    Cell before = bytesBefore == null || renewed ? null : CELLS.decode(bytesBefore);
    Optional<Encoded<Cell>> after =
        words.on(id, cellRules.derive(id, before, touched)).map(CELLS::encoded);
    byte[] bytesAfter = after.map(Encoded::bytes).orElse(null);
    if (Arrays.equals(bytesBefore, bytesAfter)) {
      return;
    }
    if (bytesAfter == null) {
      store.delete(Keys.cell(id));
    } else {
      store.put(Keys.cell(id), bytesAfter);
    }
    if (id.isPublished()) {
      changes.cell(id.topicKey(), after);
    }
  }

  private void settleModel(String modelId, Words words, MatrixChanges changes) {
    Optional<Encoded<ModelCompatibility>> model = model(modelId, words);
    byte[] digestBefore = store.get(Keys.model(modelId));
    byte[] digestAfter = model.map(Encoded::bytes).map(Digests::sha256).orElse(null);
    if (Arrays.equals(digestBefore, digestAfter)) {
      return;
    }
    if (digestAfter == null) {
      store.delete(Keys.model(modelId));
    } else {
      store.put(Keys.model(modelId), digestAfter);
    }
    changes.model(modelId, model);
  }

  private Optional<Encoded<ModelCompatibility>> model(String modelId, Words words) {
    List<Cell> all = stored(modelId);
    List<Cell> published = all.stream().filter(cell -> CellId.of(cell).isPublished()).toList();
    return newestRun(all)
        .map(Models.Named::by)
        .or(() -> words.isEmpty() ? Optional.empty() : Optional.of(Models.Named.by(words.first())))
        .map(
            named ->
                modelRules.derive(
                    modelId, published, named, words.notes(), regressions.openIn(modelId)));
  }

  private List<Cell> stored(String modelId) {
    List<Cell> all = new ArrayList<>();
    byte[] prefix = Keys.cells(modelId);
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(entry -> all.add(CELLS.decode(entry.getValue())));
    }
    return all;
  }

  /** In the order of the index, where 10 is newer than 9. */
  private Optional<BenchmarkRun> newestRun(List<Cell> all) {
    return all.stream()
        .flatMap(cell -> index.newest(CellId.of(cell), Facet.ATTEMPT).stream())
        .min(comparing(run -> Keys.recency(run, new byte[0]), Arrays::compareUnsigned));
  }
}
