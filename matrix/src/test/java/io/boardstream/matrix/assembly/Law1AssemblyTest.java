package io.boardstream.matrix.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
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
import org.apache.avro.specific.SpecificRecord;

/**
 * Laws 1, 3 and 4 for the four tables: the assembled rows are those of one SQL join over what the
 * tables say at the end, whatever came in whatever order; every row is counted as what became of
 * it; and nothing is told that is not news (checked by {@link Assembly} at each change).
 */
final class Law1AssemblyTest {

  private static final List<Selection> SELECTIONS =
      List.of(
          Tables.DEFAULT,
          Selection.all(),
          new Selection(
              List.of("On nightly", "On push"),
              List.of(),
              List.of(),
              List.of("%evals%"),
              List.of()));

  @Property(tries = 1500)
  void anyOrderOfArrivalEndsInTheRowsOfOneJoin(
      @ForAll("histories") List<Histories.Statement> history, @ForAll long seed) {
    Random random = new Random(seed);
    List<Change> records = Histories.records(history);
    List<Change> arrivals = new ArrayList<>(records);
    records.stream().filter(one -> random.nextInt(3) == 0).forEach(arrivals::add); // Duplicates.
    Collections.shuffle(arrivals, random);

    Assembly assembly = new Assembly(SELECTIONS.get(random.nextInt(SELECTIONS.size())));
    Selection selection = SELECTIONS.get(random.nextInt(SELECTIONS.size()));
    int changedAt = random.nextInt(arrivals.size() + 1);
    for (int i = 0; i < arrivals.size(); i++) {
      if (i == changedAt) {
        assembly.restart(selection);
      }
      arrive(assembly, arrivals.get(i));
      if (random.nextInt(3) == 0) {
        assembly.deliverOne(random);
      }
      if (random.nextInt(8) == 0) {
        assembly.renewSome();
      }
      if (random.nextInt(16) == 0) {
        assembly.settle();
      }
    }
    assembly.restart(selection);
    assembly.settle();

    assertJoined(assembly, records, selection);
  }

  @Property(tries = 200)
  void seeingAllOfItAgainTellsNothing(@ForAll("histories") List<Histories.Statement> history) {
    List<Change> records = Histories.records(history);
    Assembly assembly = new Assembly(Tables.DEFAULT);
    records.forEach(one -> arrive(assembly, one));
    assembly.settle();
    int told = assembly.told;

    records.forEach(one -> arrive(assembly, one));
    assembly.restart(Tables.DEFAULT);
    assembly.settle();

    assertThat(assembly.told).isEqualTo(told);
  }

  @Property(tries = 300)
  void anotherSelectionGivesWhatItWouldHaveGivenFromTheStart(
      @ForAll("histories") List<Histories.Statement> history) {
    List<Change> records = Histories.records(history);
    Assembly assembly = new Assembly(Tables.DEFAULT);
    records.forEach(one -> arrive(assembly, one));
    assembly.settle();

    for (Selection selection : List.of(Selection.all(), SELECTIONS.get(2), Tables.DEFAULT)) {
      assembly.restart(selection);
      assembly.settle();

      assertJoined(assembly, records, selection);
    }
  }

  @Property(tries = 300)
  void withoutVersionsTheOrderOfArrivalDecides(
      @ForAll("histories") List<Histories.Statement> history, @ForAll long seed) {
    Random random = new Random(seed);
    List<Change> records = Histories.records(history);
    Assembly assembly = new Assembly(Tables.DEFAULT);
    for (Change change : records) {
      SpecificRecord row = change.withVersion(null);
      boolean applied =
          row == null ? assembly.delete(change.table(), change.key(), null) : assembly.put(row);
      assertThat(applied).isTrue();
      assembly.deliverOne(random);
    }
    assembly.settle();

    assertJoined(assembly, records, Tables.DEFAULT);
  }

  private static void arrive(Assembly assembly, Change change) {
    SpecificRecord row = change.versioned();
    if (row == null) {
      assembly.delete(change.table(), change.key(), change.version());
    } else {
      assembly.put(row);
    }
  }

  private static void assertJoined(Assembly assembly, List<Change> records, Selection selection) {
    NaiveTables tables = new NaiveTables();
    records.forEach(tables::apply);
    NaiveTables.Result expected = tables.join(selection);
    assertThat(text(assembly.rows)).isEqualTo(text(expected.rows()));
    assertThat(assembly.counts()).isEqualTo(expected.counts());
  }

  private static Map<String, String> text(Map<String, BenchmarkRow> rows) {
    Map<String, String> text = new TreeMap<>();
    rows.forEach((key, row) -> text.put(key, row.toString()));
    return text;
  }

  @Provide
  static Arbitrary<List<Histories.Statement>> histories() {
    return Combinators.combine(
            Arbitraries.of(
                CicdTable.PIPELINES,
                CicdTable.JOBS,
                CicdTable.JOBS,
                CicdTable.RUNS,
                CicdTable.RUNS,
                CicdTable.MEASUREMENTS,
                CicdTable.MEASUREMENTS,
                CicdTable.MEASUREMENTS),
            Arbitraries.integers().between(0, 2).edgeCases(config -> config.none()),
            Arbitraries.integers().between(0, 7).edgeCases(config -> config.none()),
            Arbitraries.integers().between(0, 20).edgeCases(config -> config.none()))
        .as((table, id, parent, what) -> new Histories.Statement(table, id * 9, parent, what))
        .list()
        .ofMaxSize(40);
  }
}
