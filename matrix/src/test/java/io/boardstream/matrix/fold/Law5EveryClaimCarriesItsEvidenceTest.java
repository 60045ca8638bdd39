package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.Law1PureFunctionOfTheFactsTest.Version;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Law 5: each status and each number names a run that says just that. */
final class Law5EveryClaimCarriesItsEvidenceTest {

  @Property(tries = 1000)
  void everyClaimOfACellIsThatOfTheRunThatItNames(@ForAll("histories") List<Version> history) {
    BatchMatrix batch = new BatchMatrix(Catalogue.builtIn(), FoldedTables.RULES);
    Law1PureFunctionOfTheFactsTest.surviving(history).forEach(batch::add);
    Collection<BenchmarkRun> runs = batch.runs().values();

    for (Cell cell : batch.cells().values()) {
      assertThat(cell.getRuns().isPresent()).isEqualTo(cell.getStatus() != Status.UNTESTED);
      cell.getRuns().ifPresent(facet -> assertNamesItsRun(cell, facet, runs));
      cell.getAccuracy()
          .ifPresent(
              facet ->
                  assertNamed(
                      facet.getEvidence(),
                      cell,
                      runs,
                      run ->
                          run.getConfiguration().equals(facet.getConfiguration())
                              && run.getChecks().stream()
                                  .anyMatch(check -> check.getOutcome() == facet.getOutcome())));
      cell.getTier()
          .ifPresent(
              facet ->
                  assertNamed(facet.getEvidence(), cell, runs, run -> !run.getChecks().isEmpty()));
      for (PerformanceFacet facet : cell.getPerformance()) {
        assertThat(facet.getMeasurements()).isNotEmpty();
        assertNamed(
            facet.getEvidence(),
            cell,
            runs,
            run ->
                run.getConfiguration().equals(facet.getConfiguration())
                    && run.getMeasurements().containsAll(facet.getMeasurements()));
      }
      assertNamed(
          cell.getLatestAttempt(),
          cell,
          runs,
          run -> run.getOutcome() == cell.getLatestAttemptOutcome());
    }
  }

  private static void assertNamesItsRun(Cell cell, RunsFacet facet, Collection<BenchmarkRun> runs) {
    assertThat(facet.getOutcome() == RunOutcome.RAN)
        .isEqualTo(cell.getStatus() == Status.SUPPORTED);
    assertThat(cell.getLastVerified()).isEqualTo(facet.getEvidence().getEndedAt());
    Predicate<BenchmarkRun> saysSo = run -> run.getOutcome() == facet.getOutcome();
    assertNamed(facet.getEvidence(), cell, runs, saysSo);
    assertNamed(facet.getSince().orElseThrow(), cell, runs, saysSo);
  }

  private static void assertNamed(
      Evidence evidence, Cell cell, Collection<BenchmarkRun> runs, Predicate<BenchmarkRun> says) {
    assertThat(runs)
        .as("a run behind %s of %s", evidence, cell.getModelId())
        .anyMatch(
            run ->
                run.getEvidence().equals(evidence)
                    && CellId.of(run).equals(CellId.of(cell))
                    && says.test(run));
  }

  @Provide
  static Arbitrary<List<Version>> histories() {
    return Law1PureFunctionOfTheFactsTest.histories();
  }
}
