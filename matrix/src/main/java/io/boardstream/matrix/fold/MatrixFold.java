package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.matrix.evidence.RunKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Folds facts into runs, cells and models.
 *
 * <p>Facts are put and removed as they come, which only stores them and marks their run. {@link
 * #settle} then derives what the marked runs change, and tells it. All state is in the store, marks
 * included: what was put before a crash is settled after it. What the store holds after settling,
 * and so every document, depends on the set of facts alone.
 */
public final class MatrixFold {

  private static final byte[] ROWS_CHANGED = {0};
  private static final byte[] RULES_CHANGED = {1};

  private final OrderedStore store;
  private final AvroBytes<BenchmarkRun> runs =
      new AvroBytes<>(BenchmarkRun.getEncoder(), BenchmarkRun.getDecoder());
  private final AvroBytes<Cell> cells = new AvroBytes<>(Cell.getEncoder(), Cell.getDecoder());
  private final AvroBytes<ModelCompatibility> models =
      new AvroBytes<>(ModelCompatibility.getEncoder(), ModelCompatibility.getDecoder());
  private final RunIndex index;
  private final RunAssembly assembly;
  private final Cells cellRules;
  private final Models modelRules;
  private final byte[] rulesFingerprint;

  public MatrixFold(OrderedStore store, Catalogue catalogue, MatrixRules rules) {
    this.store = store;
    this.index = new RunIndex(store, runs);
    this.assembly = new RunAssembly(catalogue);
    this.cellRules = new Cells(index, catalogue, rules);
    this.modelRules = new Models(catalogue, models);
    this.rulesFingerprint = (catalogue.fingerprint() + " " + rules).getBytes(UTF_8);
  }

  /**
   * Marks everything when catalogue or rules are not those that the stored state was derived with.
   * Call before the first {@link #settle}.
   *
   * @return whether they had changed
   */
  public boolean adoptRules() {
    byte[] before = store.get(Keys.rules());
    if (Arrays.equals(before, rulesFingerprint)) {
      return false;
    }
    if (before != null) {
      byte[] prefix = Keys.runs();
      try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
        List<byte[]> all = new ArrayList<>();
        scan.forEachRemaining(
            entry ->
                all.add(Arrays.copyOfRange(entry.getKey(), prefix.length, entry.getKey().length)));
        all.forEach(run -> store.put(Keys.dirty(run), RULES_CHANGED));
      }
    }
    store.put(Keys.rules(), rulesFingerprint);
    return true;
  }

  /**
   * Adds a fact, or replaces it when the run already has it.
   *
   * @param factId identity of the row
   * @param run the run that the row belongs to, {@link FactRouting#run} of it
   * @param row the row, {@link FactRouting#encode} of it
   */
  public void put(String factId, byte[] run, byte[] row) {
    store.put(Keys.evidence(run, factId), row);
    store.put(Keys.dirty(run), ROWS_CHANGED);
  }

  /** Removes a fact from a run; without effect when the run does not have it. */
  public void remove(String factId, byte[] run) {
    store.delete(Keys.evidence(run, factId));
    store.put(Keys.dirty(run), ROWS_CHANGED);
  }

  /**
   * Derives what the marked runs change, and tells it.
   *
   * @param maxRuns runs settled in this call at most
   * @return how many runs were settled; {@code maxRuns} says that there may be more
   */
  public int settle(int maxRuns, MatrixChanges changes) {
    Map<CellId, Set<Configuration>> touched = new TreeMap<>();
    Set<CellId> renewed = new HashSet<>();
    List<Map.Entry<byte[], byte[]>> marked = marked(maxRuns);
    for (Map.Entry<byte[], byte[]> mark : marked) {
      byte[] run = Arrays.copyOfRange(mark.getKey(), Keys.dirty().length, mark.getKey().length);
      settleRun(run, Arrays.equals(mark.getValue(), RULES_CHANGED), touched, renewed, changes);
      store.delete(mark.getKey());
    }
    Set<String> modelIds = new TreeSet<>();
    touched.forEach(
        (cell, configurations) -> {
          if (settleCell(cell, configurations, renewed.contains(cell), changes)) {
            modelIds.add(cell.modelId());
          }
        });
    modelIds.forEach(modelId -> settleModel(modelId, changes));
    return marked.size();
  }

  private List<Map.Entry<byte[], byte[]>> marked(int most) {
    byte[] prefix = Keys.dirty();
    List<Map.Entry<byte[], byte[]>> marked = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      while (marked.size() < most && scan.hasNext()) {
        marked.add(scan.next());
      }
    }
    return marked;
  }

  private void settleRun(
      byte[] key,
      boolean rulesChanged,
      Map<CellId, Set<Configuration>> touched,
      Set<CellId> renewed,
      MatrixChanges changes) {
    byte[] bytesBefore = store.get(Keys.runs(key));
    BenchmarkRun before = bytesBefore == null ? null : runs.decode(bytesBefore);
    List<BenchmarkRow> facts = facts(key);
    Optional<RunKey> runKey = facts.stream().findFirst().flatMap(RunKey::of);
    BenchmarkRun after = runKey.map(k -> assembly.assemble(k, facts)).orElse(null);
    byte[] bytesAfter = after == null ? null : runs.encode(after);
    boolean changed = !Arrays.equals(bytesBefore, bytesAfter);
    for (BenchmarkRun run : Arrays.asList(before, after)) {
      if (run != null && (changed || rulesChanged)) {
        CellId cell = CellId.of(run);
        touched.computeIfAbsent(cell, c -> new HashSet<>()).add(run.getConfiguration());
        if (rulesChanged) {
          renewed.add(cell);
        }
      }
    }
    if (!changed) {
      return;
    }
    index.replace(key, before, after);
    if (bytesAfter == null) {
      store.delete(Keys.runs(key));
    } else {
      store.put(Keys.runs(key), bytesAfter);
    }
    BenchmarkRun named = after == null ? before : after;
    if (named != null) {
      changes.run(RunKey.topicKey(named), Optional.ofNullable(after));
    }
  }

  /** The rows of a run ordered by fact id, one more than a run keeps at most. */
  private List<BenchmarkRow> facts(byte[] run) {
    byte[] prefix = Keys.evidence(run);
    List<BenchmarkRow> facts = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      while (facts.size() <= RunAssembly.MAX_ROWS && scan.hasNext()) {
        facts.add(FactRouting.decode(scan.next().getValue()));
      }
    }
    return facts;
  }

  /** Returns whether the model may have changed with the cell. */
  private boolean settleCell(
      CellId id, Set<Configuration> touched, boolean renewed, MatrixChanges changes) {
    byte[] bytesBefore = store.get(Keys.cell(id));
    Cell before = bytesBefore == null || renewed ? null : cells.decode(bytesBefore);
    Optional<Cell> after = cellRules.derive(id, before, touched);
    byte[] bytesAfter = after.map(cells::encode).orElse(null);
    if (Arrays.equals(bytesBefore, bytesAfter)) {
      return renewed;
    }
    if (bytesAfter == null) {
      store.delete(Keys.cell(id));
    } else {
      store.put(Keys.cell(id), bytesAfter);
    }
    if (id.isPublished()) {
      changes.cell(id.topicKey(), after);
    }
    return true;
  }

  private void settleModel(String modelId, MatrixChanges changes) {
    Optional<ModelCompatibility> model = model(modelId);
    byte[] digestBefore = store.get(Keys.model(modelId));
    byte[] digestAfter = model.map(models::encode).map(MatrixFold::digest).orElse(null);
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

  private Optional<ModelCompatibility> model(String modelId) {
    List<Cell> all = new ArrayList<>();
    byte[] prefix = Keys.cells(modelId);
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(entry -> all.add(cells.decode(entry.getValue())));
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<Cell> published = all.stream().filter(cell -> CellId.of(cell).isPublished()).toList();
    return Optional.of(modelRules.derive(modelId, published, newestRun(all)));
  }

  private BenchmarkRun newestRun(List<Cell> all) {
    List<BenchmarkRun> newest =
        all.stream()
            .map(cell -> index.newest(CellId.of(cell), Facet.ATTEMPT).orElseThrow())
            .toList();
    return Models.newest(newest).orElseThrow();
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
