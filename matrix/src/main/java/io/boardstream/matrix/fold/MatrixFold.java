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

  private static final byte[] MARK = {0};

  // Working out a schema takes longer than folding a few facts: once for all folds.
  private static final AvroBytes<BenchmarkRun> RUNS =
      AvroBytes.of(BenchmarkRun.class, BenchmarkRun.getClassSchema(), BenchmarkRun.getDecoder());
  private static final AvroBytes<Cell> CELLS =
      AvroBytes.of(Cell.class, Cell.getClassSchema(), Cell.getDecoder());
  private static final AvroBytes<ModelCompatibility> MODELS =
      AvroBytes.of(
          ModelCompatibility.class,
          ModelCompatibility.getClassSchema(),
          ModelCompatibility.getDecoder());

  /**
   * Order and content of the keys: raised when state of before could not be told from new state.
   */
  private static final String LAYOUT = "layout 2, ";

  private final OrderedStore store;
  private final RunIndex index;
  private final RunAssembly assembly;
  private final Cells cellRules;
  private final Models modelRules;
  private final byte[] rulesFingerprint;
  private final Facts facts;

  public MatrixFold(OrderedStore store, Catalogue catalogue, MatrixRules rules) {
    this(store, catalogue, rules, new StoredFacts(store));
  }

  /**
   * A fold over facts that are kept elsewhere.
   *
   * @param facts of the runs that are {@linkplain #mark marked}
   */
  MatrixFold(OrderedStore store, Catalogue catalogue, MatrixRules rules, Facts facts) {
    this.store = store;
    this.facts = facts;
    this.index = new RunIndex(store, RUNS);
    this.assembly = new RunAssembly(catalogue);
    this.cellRules = new Cells(index, catalogue, rules);
    this.modelRules = new Models(catalogue, MODELS);
    this.rulesFingerprint = (LAYOUT + catalogue.fingerprint() + " " + rules).getBytes(UTF_8);
  }

  /**
   * Sees to it that {@link #settle} derives everything anew, part by part, when catalogue or rules
   * are not those that the stored state was derived with. Call before the first settling.
   *
   * @return whether they had changed
   * @throws IllegalStateException when a build stored the state whose keys mean something else
   */
  public boolean adoptRules() {
    byte[] before = store.get(Keys.rules());
    if (Arrays.equals(before, rulesFingerprint)) {
      return false;
    }
    if (before != null) {
      if (!new String(before, UTF_8).startsWith(LAYOUT)) {
        throw new IllegalStateException(
            "The stored state was written by an earlier build and cannot be used; run: boardstream"
                + " reset");
      }
      store.put(Keys.renewed(), Keys.runs());
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
    mark(run);
  }

  /** Removes a fact from a run; without effect when the run does not have it. */
  public void remove(String factId, byte[] run) {
    store.delete(Keys.evidence(run, factId));
    mark(run);
  }

  /** The facts of the run changed. */
  void mark(byte[] run) {
    store.put(Keys.dirty(run), MARK);
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
    byte[] marks = Keys.dirty();
    List<byte[]> marked = keys(marks, marks, maxRuns);
    for (byte[] mark : marked) {
      settleRun(suffix(mark, marks), false, touched, renewed, changes);
      store.delete(mark);
    }
    List<byte[]> stale = notRenewed(maxRuns - marked.size());
    for (byte[] run : stale) {
      settleRun(suffix(run, Keys.runs()), true, touched, renewed, changes);
    }
    Set<String> modelIds = new TreeSet<>();
    touched.forEach(
        (cell, configurations) -> {
          if (settleCell(cell, configurations, renewed.contains(cell), changes)) {
            modelIds.add(cell.modelId());
          }
        });
    modelIds.forEach(modelId -> settleModel(modelId, changes));
    return marked.size() + stale.size();
  }

  /** The next runs that were derived by rules of before, and moves on past them. */
  private List<byte[]> notRenewed(int most) {
    byte[] last = most == 0 ? null : store.get(Keys.renewed());
    if (last == null) {
      return List.of();
    }
    List<byte[]> next = keys(Keys.runs(), Arrays.copyOf(last, last.length + 1), most);
    if (next.size() < most) {
      store.delete(Keys.renewed());
    } else {
      store.put(Keys.renewed(), next.get(most - 1));
    }
    return next;
  }

  /** The first keys with a prefix, from a key on. */
  private List<byte[]> keys(byte[] prefix, byte[] from, int most) {
    List<byte[]> keys = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(from, KeyWriter.after(prefix), false)) {
      while (keys.size() < most && scan.hasNext()) {
        keys.add(scan.next().getKey());
      }
    }
    return keys;
  }

  private static byte[] suffix(byte[] key, byte[] prefix) {
    return Arrays.copyOfRange(key, prefix.length, key.length);
  }

  private void settleRun(
      byte[] key,
      boolean rulesChanged,
      Map<CellId, Set<Configuration>> touched,
      Set<CellId> renewed,
      MatrixChanges changes) {
    byte[] bytesBefore = store.get(Keys.runs(key));
    BenchmarkRun before = bytesBefore == null ? null : RUNS.decode(bytesBefore);
    List<BenchmarkRow> rows = facts.of(key);
    Optional<RunKey> runKey = rows.stream().findFirst().flatMap(RunKey::of);
    BenchmarkRun after = runKey.map(k -> assembly.assemble(k, rows)).orElse(null);
    Encoded<BenchmarkRun> encoded = after == null ? null : RUNS.encoded(after);
    byte[] bytesAfter = encoded == null ? null : encoded.bytes();
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
      changes.run(RunKey.topicKey(named), Optional.ofNullable(encoded));
    }
  }

  /** Returns whether the model may have changed with the cell. */
  private boolean settleCell(
      CellId id, Set<Configuration> touched, boolean renewed, MatrixChanges changes) {
    byte[] bytesBefore = store.get(Keys.cell(id));
    Cell before = bytesBefore == null || renewed ? null : CELLS.decode(bytesBefore);
    Optional<Encoded<Cell>> after = cellRules.derive(id, before, touched).map(CELLS::encoded);
    byte[] bytesAfter = after.map(Encoded::bytes).orElse(null);
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
    Optional<Encoded<ModelCompatibility>> model = model(modelId);
    byte[] digestBefore = store.get(Keys.model(modelId));
    byte[] digestAfter = model.map(Encoded::bytes).map(MatrixFold::digest).orElse(null);
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

  private Optional<Encoded<ModelCompatibility>> model(String modelId) {
    List<Cell> all = new ArrayList<>();
    byte[] prefix = Keys.cells(modelId);
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(entry -> all.add(CELLS.decode(entry.getValue())));
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<Cell> published = all.stream().filter(cell -> CellId.of(cell).isPublished()).toList();
    return Optional.of(modelRules.derive(modelId, published, newestRun(all)));
  }

  /** In the order of the index, where 10 is newer than 9. */
  private BenchmarkRun newestRun(List<Cell> all) {
    return all.stream()
        .map(cell -> index.newest(CellId.of(cell), Facet.ATTEMPT).orElseThrow())
        .min(comparing(run -> Keys.recency(run, new byte[0]), Arrays::compareUnsigned))
        .orElseThrow();
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
