package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.matrix.evidence.RunAssembly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which run answers which facet of which cell, newest first. A question costs a seek or two,
 * however long the history is.
 */
final class RunIndex {

  /**
   * What the newest conclusive run found, and the first run since which nothing contradicted it.
   */
  record Verdict(Finding finding, BenchmarkRun newest, BenchmarkRun since) {}

  /** A step that a run measured. */
  record Measured(String step, BenchmarkRun run) {}

  private final OrderedStore store;
  private final AvroBytes<BenchmarkRun> runs;

  RunIndex(OrderedStore store, AvroBytes<BenchmarkRun> runs) {
    this.store = store;
    this.runs = runs;
  }

  /** Replaces the entries of a run by those of its new state; either may be null. */
  void replace(byte[] run, @Nullable BenchmarkRun before, @Nullable BenchmarkRun after) {
    Set<byte[]> old = entries(run, before);
    Set<byte[]> now = entries(run, after);
    old.stream().filter(key -> !now.contains(key)).forEach(store::delete);
    now.stream().filter(key -> !old.contains(key)).forEach(key -> store.put(key, run));
  }

  Optional<BenchmarkRun> newest(CellId cell, Facet facet) {
    byte[] prefix = Keys.index(cell, facet);
    return first(prefix, KeyWriter.after(prefix), false).map(this::run);
  }

  /**
   * The runs that checked tiers in the pipeline of the newest one that did, newest first, up to a
   * limit.
   */
  List<BenchmarkRun> newestTierPipeline(CellId cell, int limit) {
    Optional<BenchmarkRun> newest = newest(cell, Facet.TIER);
    if (newest.isEmpty()) {
      return List.of();
    }
    byte[] prefix = Keys.tierPipeline(cell, newest.get().getEvidence());
    List<byte[]> keys = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      while (keys.size() < limit && scan.hasNext()) {
        keys.add(scan.next().getKey());
      }
    }
    return keys.stream().map(this::run).toList();
  }

  /** The newest run of each configuration and step, in their order, up to a limit. */
  List<Measured> measured(CellId cell, int limit) {
    return measured(cell, Keys.index(cell, Facet.PERFORMANCE), limit);
  }

  /** The newest run of each step of one configuration, in the order of steps, up to a limit. */
  List<Measured> measured(CellId cell, Configuration configuration, int limit) {
    return measured(cell, Keys.index(cell, Facet.PERFORMANCE, configuration), limit);
  }

  /** Jumps from the newest run of a step to the first of the next step. */
  private List<Measured> measured(CellId cell, byte[] prefix, int limit) {
    List<Measured> newest = new ArrayList<>();
    byte[] from = prefix;
    byte[] to = KeyWriter.after(prefix);
    while (newest.size() < limit) {
      Optional<byte[]> key = first(from, to, false);
      if (key.isEmpty()) {
        break;
      }
      BenchmarkRun run = run(key.get());
      String step =
          RunAssembly.measured(run).keySet().stream()
              .filter(name -> startsWith(key.get(), stepPrefix(cell, run, name)))
              .findFirst()
              .orElseThrow();
      newest.add(new Measured(step, run));
      from = KeyWriter.after(stepPrefix(cell, run, step));
    }
    return newest;
  }

  private static byte[] stepPrefix(CellId cell, BenchmarkRun run, String step) {
    return Keys.index(cell, Facet.PERFORMANCE, run.getConfiguration(), step);
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** What the newest conclusive run found, and since when. */
  Optional<Verdict> verdict(CellId cell, Facet facet) {
    byte[] goodPrefix = Keys.index(cell, facet, Finding.GOOD);
    byte[] badPrefix = Keys.index(cell, facet, Finding.BAD);
    Optional<byte[]> good = first(goodPrefix, KeyWriter.after(goodPrefix), false);
    Optional<byte[]> bad = first(badPrefix, KeyWriter.after(badPrefix), false);
    if (good.isEmpty() && bad.isEmpty()) {
      return Optional.empty();
    }
    Optional<byte[]> goodRecency = good.map(key -> suffix(key, goodPrefix));
    Optional<byte[]> badRecency = bad.map(key -> suffix(key, badPrefix));
    boolean isGood =
        bad.isEmpty()
            || (good.isPresent()
                && Arrays.compareUnsigned(goodRecency.get(), badRecency.get()) < 0);
    byte[] newest = (isGood ? good : bad).orElseThrow();
    byte[] prefix = isGood ? goodPrefix : badPrefix;
    byte[] contradicted =
        (isGood ? badRecency : goodRecency)
            .map(recency -> new KeyWriter().raw(prefix).raw(recency).toBytes())
            .orElseGet(() -> KeyWriter.after(prefix));
    byte[] since = first(prefix, contradicted, true).orElse(newest);
    return Optional.of(new Verdict(isGood ? Finding.GOOD : Finding.BAD, run(newest), run(since)));
  }

  private static Set<byte[]> entries(byte[] key, @Nullable BenchmarkRun run) {
    Set<byte[]> entries = new TreeSet<>(Arrays::compareUnsigned);
    if (run == null) {
      return entries;
    }
    CellId cell = CellId.of(run);
    byte[] recency = Keys.recency(run, key);
    BiConsumer<byte[], byte[]> add =
        (prefix, suffix) -> entries.add(new KeyWriter().raw(prefix).raw(suffix).toBytes());
    add.accept(Keys.index(cell, Facet.ATTEMPT), recency);
    ran(run).ifPresent(f -> add.accept(Keys.index(cell, Facet.RUNS, f), recency));
    accuracy(run).ifPresent(f -> add.accept(Keys.index(cell, Facet.ACCURACY, f), recency));
    if (run.getChecks().stream().anyMatch(check -> check.getTier().isPresent())) {
      add.accept(Keys.index(cell, Facet.TIER), recency);
      add.accept(Keys.tierPipeline(cell, run.getEvidence()), recency);
    }
    // A step that failed to measure does not push aside the numbers of one that did.
    for (String step : RunAssembly.measured(run).keySet()) {
      add.accept(Keys.index(cell, Facet.PERFORMANCE, run.getConfiguration(), step), recency);
    }
    return entries;
  }

  private static Optional<Finding> ran(BenchmarkRun run) {
    return switch (run.getOutcome()) {
      case RAN -> Optional.of(Finding.GOOD);
      case FAILED -> Optional.of(Finding.BAD);
      case INCONCLUSIVE, UNKNOWN -> Optional.empty();
    };
  }

  /** What the accuracy checks of a run say together: one that failed decides; NA says nothing. */
  private static Optional<Finding> accuracy(BenchmarkRun run) {
    List<CheckOutcome> outcomes =
        run.getChecks().stream()
            .filter(RunAssembly::isAccuracy)
            .map(Check::getOutcome)
            .filter(o -> o == CheckOutcome.PASS || o == CheckOutcome.FAIL)
            .toList();
    if (outcomes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(outcomes.contains(CheckOutcome.FAIL) ? Finding.BAD : Finding.GOOD);
  }

  /** The first key of a range. */
  private Optional<byte[]> first(byte[] from, byte[] to, boolean reverse) {
    try (OrderedStore.Scan scan = store.scan(from, to, reverse)) {
      return scan.hasNext() ? Optional.of(scan.next().getKey()) : Optional.empty();
    }
  }

  private BenchmarkRun run(byte[] indexKey) {
    byte[] run = store.get(indexKey);
    byte[] bytes = run == null ? null : store.get(Keys.runs(run));
    if (bytes == null) {
      throw new IllegalStateException("The index names a run that is not stored");
    }
    return runs.decode(bytes);
  }

  private static byte[] suffix(byte[] key, byte[] prefix) {
    return Arrays.copyOfRange(key, prefix.length, key.length);
  }
}
