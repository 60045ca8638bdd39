package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.RunOutcome;
import io.boardstream.matrix.evidence.RunAssembly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which run answers which facet of which cell, newest first. A question costs a seek or two, however long the history is.
 */
final class RunIndex {

  /** The newest run of a verdict, and the first since which nothing contradicted it. */
  record Verdict(int verdict, BenchmarkRun newest, BenchmarkRun since) {}

  private final OrderedStore store;
  private final AvroBytes<BenchmarkRun> runs;

  RunIndex(OrderedStore store, AvroBytes<BenchmarkRun> runs) {
    this.store = store;
    this.runs = runs;
  }

  /** Replaces the entries of a run by those of its new state; either may be null. */
  void replace(byte[] run, @Nullable BenchmarkRun before, @Nullable BenchmarkRun after) {
    TreeSet<byte[]> old = entries(run, before);
    TreeSet<byte[]> now = entries(run, after);
    old.stream().filter(key -> !now.contains(key)).forEach(store::delete);
    now.stream().filter(key -> !old.contains(key)).forEach(key -> store.put(key, run));
  }

  Optional<BenchmarkRun> newest(CellId cell, Facet facet) {
    byte[] prefix = Keys.index(cell, facet);
    return first(prefix, KeyWriter.after(prefix), false).map(this::run);
  }

  Optional<BenchmarkRun> newest(CellId cell, Facet facet, Configuration configuration) {
    byte[] prefix = Keys.index(cell, facet, configuration);
    return first(prefix, KeyWriter.after(prefix), false).map(this::run);
  }

  /** The newest run of each configuration, in the order of configurations, up to a limit. */
  List<BenchmarkRun> newestPerConfiguration(CellId cell, Facet facet, int limit) {
    List<BenchmarkRun> newest = new ArrayList<>();
    byte[] from = Keys.index(cell, facet);
    byte[] to = KeyWriter.after(from);
    while (newest.size() < limit) {
      Optional<Hit> hit = first(from, to, false);
      if (hit.isEmpty()) {
        break;
      }
      BenchmarkRun run = run(hit.get());
      newest.add(run);
      from = KeyWriter.after(Keys.index(cell, facet, run.getConfiguration()));
    }
    return newest;
  }

  /** The verdict of the newest run of two kinds. */
  Optional<Verdict> verdict(CellId cell, Facet facet, int one, int other) {
    byte[] onePrefix = Keys.index(cell, facet, one);
    byte[] otherPrefix = Keys.index(cell, facet, other);
    Optional<Hit> newestOne = first(onePrefix, KeyWriter.after(onePrefix), false);
    Optional<Hit> newestOther = first(otherPrefix, KeyWriter.after(otherPrefix), false);
    if (newestOne.isEmpty() && newestOther.isEmpty()) {
      return Optional.empty();
    }
    boolean oneWins =
        newestOther.isEmpty()
            || (newestOne.isPresent()
                && Arrays.compareUnsigned(
                        suffix(newestOne.get().key(), onePrefix),
                        suffix(newestOther.get().key(), otherPrefix))
                    < 0);
    Hit winner = (oneWins ? newestOne : newestOther).orElseThrow();
    byte[] prefix = oneWins ? onePrefix : otherPrefix;
    Optional<Hit> loser = oneWins ? newestOther : newestOne;
    byte[] until =
        loser
            .map(hit -> suffix(hit.key(), oneWins ? otherPrefix : onePrefix))
            .map(suffix -> new KeyWriter().raw(prefix).raw(suffix).toBytes())
            .orElseGet(() -> KeyWriter.after(prefix));
    Hit since = first(prefix, until, true).orElse(winner);
    return Optional.of(new Verdict(oneWins ? one : other, run(winner), run(since)));
  }

  private TreeSet<byte[]> entries(byte[] key, @Nullable BenchmarkRun run) {
    TreeSet<byte[]> entries = new TreeSet<>(Arrays::compareUnsigned);
    if (run == null) {
      return entries;
    }
    CellId cell = CellId.of(run);
    byte[] recency = Keys.recency(run, key);
    BiConsumer<byte[], byte[]> add =
        (prefix, suffix) -> entries.add(new KeyWriter().raw(prefix).raw(suffix).toBytes());
    add.accept(Keys.index(cell, Facet.ATTEMPT), recency);
    if (run.getOutcome() == RunOutcome.RAN || run.getOutcome() == RunOutcome.FAILED) {
      add.accept(Keys.index(cell, Facet.RUNS, run.getOutcome().ordinal()), recency);
    }
    accuracy(run)
        .ifPresent(o -> add.accept(Keys.index(cell, Facet.ACCURACY, o.ordinal()), recency));
    if (run.getChecks().stream().anyMatch(check -> check.getTier().isPresent())) {
      add.accept(Keys.index(cell, Facet.TIER), recency);
    }
    // A run that failed to measure does not push aside the numbers of one that did.
    if (run.getOutcome() == RunOutcome.RAN
        && run.getMeasurements().stream().anyMatch(RunAssembly::isAboveZero)) {
      add.accept(Keys.index(cell, Facet.PERFORMANCE, run.getConfiguration()), recency);
    }
    return entries;
  }

  /** What the accuracy checks of a run say together: one that failed decides; NA says nothing. */
  static Optional<CheckOutcome> accuracy(BenchmarkRun run) {
    List<CheckOutcome> outcomes =
        run.getChecks().stream()
            .filter(RunAssembly::isAccuracy)
            .map(Check::getOutcome)
            .filter(o -> o == CheckOutcome.PASS || o == CheckOutcome.FAIL)
            .toList();
    if (outcomes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        outcomes.contains(CheckOutcome.FAIL) ? CheckOutcome.FAIL : CheckOutcome.PASS);
  }

  private record Hit(byte[] key, byte[] run) {}

  private Optional<Hit> first(byte[] from, byte[] to, boolean reverse) {
    try (OrderedStore.Scan scan = store.scan(from, to, reverse)) {
      if (!scan.hasNext()) {
        return Optional.empty();
      }
      var entry = scan.next();
      return Optional.of(new Hit(entry.getKey(), entry.getValue()));
    }
  }

  private BenchmarkRun run(Hit hit) {
    byte[] bytes = store.get(Keys.runs(hit.run()));
    if (bytes == null) {
      throw new IllegalStateException("The index names a run that is not stored");
    }
    return runs.decode(bytes);
  }

  private static byte[] suffix(byte[] key, byte[] prefix) {
    return Arrays.copyOfRange(key, prefix.length, key.length);
  }
}
