package io.boardstream.matrix.fold;

import static io.boardstream.matrix.fold.FoldedTables.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Laws 1, 2 and 4: the tables depend on the set of facts alone, equal those of one batch pass, and
 * nothing is told that is not news (checked by {@link FoldedTables} at each change).
 */
final class PureFunctionOfTheFactsTest {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  /** One version of one fact: a row, or its deletion. */
  record Version(BenchmarkRow row, boolean deleted) {
    String id() {
      return row.getRowId();
    }

    FactVersion version() {
      return row.getVersion().orElseThrow();
    }
  }

  @Property(tries = 1000)
  void anyArrivalOrderEndsInTheTablesOfOneBatchPass(
      @ForAll("histories") List<Version> history, @ForAll long seed) {
    Random random = new Random(seed);
    List<Version> arrivals = new ArrayList<>(history);
    history.stream().filter(v -> random.nextInt(3) == 0).forEach(arrivals::add); // Duplicates.
    Collections.shuffle(arrivals, random);

    FoldedTables live = new FoldedTables(CATALOGUE);
    for (Version arrival : arrivals) {
      arrive(live, arrival);
      if (random.nextInt(4) == 0) {
        live.settle();
      }
    }
    live.settle();

    assertEqualsBatch(live, history);
  }

  @Property(tries = 200)
  void settlingAgainOrSeeingAllOfItAgainTellsNothing(@ForAll("histories") List<Version> history) {
    FoldedTables live = new FoldedTables(CATALOGUE);
    history.forEach(version -> arrive(live, version));
    live.settle();
    int told = live.changes;

    live.settle();
    history.forEach(version -> arrive(live, version));
    live.settle();

    assertThat(live.changes).isEqualTo(told);
  }

  @Property(tries = 200)
  void anotherCatalogueGivesWhatItWouldHaveGivenFromTheStart(
      @ForAll("histories") List<Version> history) {
    Catalogue bare = Catalogue.of(new CatalogueTexts(List.of(), List.of(), List.of()));
    FoldedTables live = new FoldedTables(bare);
    history.forEach(version -> arrive(live, version));
    live.settle();

    live.restart(CATALOGUE, FoldedTables.RULES);
    live.settle();

    assertEqualsBatch(live, history);
  }

  @Property(tries = 50)
  void otherRulesAreAppliedToWhatIsStored(@ForAll("histories") List<Version> history) {
    MatrixRules other = new MatrixRules(Duration.ofDays(7));
    FoldedTables live = new FoldedTables(CATALOGUE);
    history.forEach(version -> arrive(live, version));
    live.settle();

    live.restart(CATALOGUE, other);
    live.settle();

    BatchMatrix batch = new BatchMatrix(CATALOGUE, other);
    surviving(history).forEach(batch::add);
    assertThat(text(live.models)).isEqualTo(text(batch.models()));
  }

  private static void arrive(FoldedTables live, Version version) {
    if (version.deleted()) {
      live.delete(version.id(), version.version());
    } else {
      live.put(version.row());
    }
  }

  private static void assertEqualsBatch(FoldedTables live, List<Version> history) {
    BatchMatrix batch = new BatchMatrix(CATALOGUE, FoldedTables.RULES);
    surviving(history).forEach(batch::add);
    assertThat(text(live.runs)).isEqualTo(text(batch.runs()));
    assertThat(text(live.cells)).isEqualTo(text(batch.cells()));
    assertThat(text(live.models)).isEqualTo(text(batch.models()));
  }

  /** The newest version of each fact, unless that is its deletion. */
  private static List<BenchmarkRow> surviving(List<Version> history) {
    Map<String, Version> newest = new TreeMap<>();
    for (Version version : history) {
      newest.merge(
          version.id(), version, (a, b) -> Versions.compare(a.version(), b.version()) > 0 ? a : b);
    }
    return newest.values().stream().filter(v -> !v.deleted()).map(Version::row).toList();
  }

  /** Few names and numbers, so that versions, runs, cells and configurations meet often. */
  @Provide
  static Arbitrary<List<Version>> histories() {
    Arbitrary<BenchmarkRow> rows =
        Combinators.combine(
                Arbitraries.longs().between(1, 12),
                Arbitraries.of(
                    "Llama-3.1-8B-Instruct",
                    "meta-llama/Llama-3.1-8B-Instruct",
                    "other/Llama-3.1-8B-Instruct",
                    "nobody-knows-me",
                    ""),
                Arbitraries.of("n150", "T3K", "t3k", "LoudBox", "new-board", ""),
                Arbitraries.of("9", "10", "10-1", ""),
                Arbitraries.integers().between(0, 3),
                Arbitraries.of(
                    "benchmark",
                    "benchmark_summary_functional",
                    "benchmark_summary_target",
                    "eval",
                    "MNIST Linear"),
                Arbitraries.of(
                    "mean_tps", "mean_ttft_ms", "num_requests", "accuracy_check", "tput_check", ""),
                Arbitraries.of(0.0, 1.0, 2.0, 3.0, 61.5, null))
            .as(
                (id, model, device, run, night, step, metric, value) ->
                    Rows.row(
                        id,
                        row ->
                            row.setMlModelName(model.isEmpty() ? null : model)
                                .setDeviceName(device.isEmpty() ? null : device)
                                .setBenchmarkRunId(run.isEmpty() ? null : run)
                                .setPipelineEndTs(
                                    night == 0 ? null : Rows.NIGHT.plusSeconds(86_400L * night))
                                .setIsl(night % 2 == 0 ? 128L : null)
                                .setStepName(step)
                                .setMetricName(metric.isEmpty() ? null : metric)
                                .setMetricValue(value)));
    return Combinators.combine(rows, Arbitraries.integers().between(0, 4))
        .as((row, dice) -> new Version(row, dice == 0))
        .list()
        .ofMaxSize(40)
        .map(PureFunctionOfTheFactsTest::numbered);
  }

  /** Versions rise with the place in the history; no two versions of one fact are alike. */
  private static List<Version> numbered(List<Version> history) {
    List<Version> numbered = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      Version version = history.get(i);
      BenchmarkRow row =
          BenchmarkRow.newBuilder(version.row()).setVersion(new FactVersion(0L, (long) i)).build();
      numbered.add(new Version(row, version.deleted()));
    }
    return numbered;
  }
}
