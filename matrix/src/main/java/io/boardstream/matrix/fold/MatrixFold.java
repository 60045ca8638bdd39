package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.evidence.RunKey;
import io.boardstream.schemas.Encoded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Folds facts into runs, cells and models.
 *
 * <p>Facts are put and removed as they come, which only stores them and marks their run. {@link
 * #settle} then derives what the marked runs change, and tells it. Overrides of editors, and a
 * catalogue that comes record by record, are put and settled alike. All state is in the store,
 * marks included: what was put before a crash is settled after it. What the store holds after
 * settling, and so every document, depends on the set of facts, overrides and catalogue entries
 * alone.
 */
public final class MatrixFold {

  private static final byte[] MARK = {0};

  // Working out a schema takes longer than folding a few facts: once for all folds.
  private static final AvroBytes<BenchmarkRun> RUNS =
      AvroBytes.of(BenchmarkRun.class, BenchmarkRun.getClassSchema(), BenchmarkRun.getDecoder());

  private final OrderedStore store;
  private final RunIndex index;
  private final Facts facts;
  private final StoredCatalogue stored;
  private final Renewal renewal;
  private final MatrixRules rules;
  private final Regressions regressions;
  private Derivation derivation;

  /**
   * A fold over what the store holds.
   *
   * @param catalogue in force until a complete one has come record by record
   */
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
    this.stored = new StoredCatalogue(store);
    this.renewal = new Renewal(store);
    this.rules = rules;
    this.regressions = new Regressions(store, rules.regressions(), RUNS);
    this.derivation = derivation(stored.inForce().orElse(catalogue));
  }

  private Derivation derivation(Catalogue catalogue) {
    return new Derivation(store, index, catalogue, rules, regressions);
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
    if (Arrays.equals(before, derivation.fingerprint())) {
      return false;
    }
    if (before != null) {
      if (!new String(before, UTF_8).startsWith(Derivation.LAYOUT)) {
        throw new IllegalStateException(
            "The stored state was written by an earlier build and cannot be used; run: boardstream"
                + " reset");
      }
      renewal.begin();
    }
    Editorial.markAll(store);
    store.put(Keys.rules(), derivation.fingerprint());
    return true;
  }

  /**
   * Goes over to the catalogue that came record by record, if it is complete by now and is another
   * one.
   *
   * @return whether there is anything to settle for it
   * @throws CatalogueException when an entry of it cannot be used, by itself or beside those that
   *     came so far; the catalogue before stays in force
   */
  public boolean adoptCatalogue() {
    if (!stored.hasChanged()) {
      return false;
    }
    Optional<Catalogue> complete = stored.complete();
    if (complete.isEmpty()) {
      return false;
    }
    stored.adopt();
    derivation = derivation(complete.get());
    return adoptRules();
  }

  /**
   * Adds an entry of the catalogue, or replaces it.
   *
   * @param id its key on its topic
   * @param entry the entry, by {@link CatalogueCodec}
   */
  public void putCatalogue(CatalogueKind kind, String id, byte[] entry) {
    stored.put(kind, id, entry);
  }

  /** Removes an entry of the catalogue; without effect when there is none. */
  public void removeCatalogue(CatalogueKind kind, String id) {
    stored.remove(kind, id);
  }

  /**
   * Adds an override, or replaces it.
   *
   * @param routingKey {@link OverrideRouting#routingKey} of it
   * @param key its key on its topic
   * @param override the override, {@link OverrideRouting#encode} of it
   */
  public void putOverride(String routingKey, String key, byte[] override) {
    Editorial.put(store, routingKey, key, override);
  }

  /** Adds an override, or replaces it. */
  public void putOverride(String key, EditorialOverride override) {
    putOverride(OverrideRouting.routingKey(override), key, OverrideRouting.encode(override));
  }

  /** Removes an override; without effect when there is none. */
  public void removeOverride(String routingKey, String key) {
    Editorial.remove(store, routingKey, key);
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
    Map<String, Group> groups = new TreeMap<>();
    // Neither may wait for ever for the other.
    int most = renewal.isOn() ? Math.max(1, maxRuns / 2) : maxRuns;
    byte[] marks = Keys.dirty();
    List<byte[]> marked = Scans.keys(store, marks, marks, most);
    for (byte[] mark : marked) {
      settleRun(suffix(mark, marks), false, groups, changes);
      store.delete(mark);
    }
    List<byte[]> stale = renewal.next(maxRuns - marked.size());
    for (byte[] run : stale) {
      settleRun(suffix(run, Keys.runs()), true, groups, changes);
    }
    int said = meetSaid(most, groups);
    renewal.release(groups);
    groups.forEach(
        (routingKey, group) -> {
          if (renewal.isWaitedFor(routingKey)) {
            renewal.postpone(routingKey, group);
          } else {
            group.names.addAll(takeSaid(routingKey));
            derivation.settle(routingKey, group, changes);
          }
        });
    boolean more = marked.size() == most || renewal.isOn() || said == most;
    int settled = marked.size() + stale.size();
    return more ? maxRuns : Math.min(settled, maxRuns - 1);
  }

  /**
   * Whether runs are settled whose series were not judged since. Series are judged when no run
   * waits: half of what arrives is not held against the other half.
   */
  public boolean isUnjudged() {
    return !Scans.keys(store, Keys.unjudged(), Keys.unjudged(), 1).isEmpty();
  }

  /**
   * Judges series to which settled runs added, and tells what is news, and the models whose open
   * regressions changed. To be called when {@link #settle} has nothing left.
   *
   * @param maxGroups groups of series judged in this call at most
   * @param now what time it is, for what stops to report; empty to leave that out
   * @return how many were judged; {@code maxGroups} says that there may be more
   */
  public int judge(int maxGroups, Optional<Instant> now, MatrixChanges changes) {
    Map<CellId, List<SeriesStore.Unjudged>> cells = new TreeMap<>();
    List<SeriesStore.Unjudged> next = regressions.series().unjudged(maxGroups);
    next.forEach(one -> cells.computeIfAbsent(one.group().cell(), c -> new ArrayList<>()).add(one));
    Map<String, Group> groups = new TreeMap<>();
    cells.forEach(
        (cell, unjudged) -> {
          if (regressions.judge(cell, unjudged, () -> now, changes)) {
            unjudged.forEach(
                one -> groups.computeIfAbsent(one.routingKey(), key -> new Group()).touch(cell));
          }
        });
    groups.forEach((routingKey, group) -> derivation.settle(routingKey, group, changes));
    return next.size();
  }

  /**
   * Tells cells that stopped to report, by their own habit.
   *
   * @return how many were told; {@code most} says that there may be more
   */
  public int tellSilent(int most, Instant now, MatrixChanges changes) {
    return regressions.silentNow(() -> Optional.of(now), most, changes);
  }

  /** Adds the models of which editors said something; what is said of models that wait, waits. */
  private int meetSaid(int most, Map<String, Group> groups) {
    List<byte[]> said = Scans.keys(store, Keys.said(), Keys.said(), most);
    for (byte[] mark : said) {
      String routingKey = Keys.texts(mark).get(0);
      if (!renewal.isWaitedFor(routingKey)) {
        groups.computeIfAbsent(routingKey, key -> new Group());
      }
    }
    return said.size();
  }

  /**
   * Takes up all that was said of the models of a routing key: always with their runs. A model that
   * lost its last run before would be forgotten, and what was said of it never taken back.
   */
  private List<String> takeSaid(String routingKey) {
    byte[] prefix = Keys.said(routingKey);
    List<String> names = new ArrayList<>();
    for (byte[] mark : Scans.keys(store, prefix, prefix, Integer.MAX_VALUE)) {
      names.add(Keys.texts(mark).get(1));
      store.delete(mark);
    }
    return names;
  }

  private static byte[] suffix(byte[] key, byte[] prefix) {
    return Arrays.copyOfRange(key, prefix.length, key.length);
  }

  private void settleRun(
      byte[] key, boolean rulesChanged, Map<String, Group> groups, MatrixChanges changes) {
    byte[] bytesBefore = store.get(Keys.runs(key));
    BenchmarkRun before = bytesBefore == null ? null : RUNS.decode(bytesBefore);
    List<BenchmarkRow> rows = facts.of(key);
    Optional<RunKey> runKey = rows.stream().findFirst().flatMap(RunKey::of);
    BenchmarkRun after = runKey.map(k -> derivation.run(k, rows)).orElse(null);
    Encoded<BenchmarkRun> encoded = after == null ? null : RUNS.encoded(after);
    byte[] bytesAfter = encoded == null ? null : encoded.bytes();
    boolean changed = !Arrays.equals(bytesBefore, bytesAfter);
    if (changed || rulesChanged) {
      Group group = groups.computeIfAbsent(Keys.routingKey(key), k -> new Group());
      for (BenchmarkRun run : Arrays.asList(before, after)) {
        if (run != null) {
          group.touch(CellId.of(run), run.getConfiguration());
          if (rulesChanged) {
            group.renew(CellId.of(run));
          }
        }
      }
    }
    if (!changed) {
      if (rulesChanged && after != null && rules.regressions().isOn()) {
        regressions.series().renew(key, after);
      }
      return;
    }
    index.replace(key, before, after);
    if (rules.regressions().isOn()) {
      regressions.series().replace(key, before, after);
    }
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
}
