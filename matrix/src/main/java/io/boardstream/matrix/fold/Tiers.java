package io.boardstream.matrix.fold;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Tier;
import io.boardstream.avro.TierFacet;
import io.boardstream.avro.TierRun;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tier that a pipeline reached. A pipeline has many runs, each of which checks its own
 * configuration: a tier is reached when no run of it failed a check of the tier.
 */
final class Tiers {

  /** Runs of one pipeline that count, newest first; more are passed over. */
  static final int MAX_RUNS = 256;

  private static final int MAX_LISTED_RUNS = 64;
  private static final int MAX_LISTED_CHECKS = 2_000;

  private static final List<Tier> HIGHEST_FIRST =
      List.of(Tier.TARGET, Tier.COMPLETE, Tier.FUNCTIONAL);

  /** The worst last. */
  private static final List<CheckOutcome> WORST_LAST =
      List.of(CheckOutcome.NA, CheckOutcome.PASS, CheckOutcome.UNKNOWN, CheckOutcome.FAIL);

  private static final Comparator<Check> BY_NAME =
      comparing((Check check) -> check.getTier().orElse(null), nullsFirst(naturalOrder()))
          .thenComparing(Check::getName);

  private Tiers() {}

  /**
   * The facet.
   *
   * @param runs the runs of one pipeline that checked tiers, newest first; at least one
   */
  static TierFacet of(List<BenchmarkRun> runs) {
    Collection<Check> checks = worst(runs);
    Optional<Tier> reached = highest(checks);
    BenchmarkRun named =
        runs.stream()
            .filter(run -> reached.map(tier -> hasPassed(run, tier)).orElse(true))
            .findFirst()
            .orElse(runs.get(0));
    return new TierFacet(
        reached.orElse(null),
        checks.stream().limit(MAX_LISTED_CHECKS).toList(),
        named.getTargets(),
        named.getEvidence(),
        named.getConfiguration(),
        runs.stream().limit(MAX_LISTED_RUNS).map(Tiers::one).toList());
  }

  private static TierRun one(BenchmarkRun run) {
    return new TierRun(
        run.getEvidence(), run.getConfiguration(), highest(tierChecks(run)).orElse(null));
  }

  /** One check of each tier and name: the worst, as one failure decides. */
  private static Collection<Check> worst(List<BenchmarkRun> runs) {
    Map<Check, Check> worst = new TreeMap<>(BY_NAME);
    for (BenchmarkRun run : runs) {
      tierChecks(run).forEach(check -> worst.merge(check, check, Tiers::worse));
    }
    return worst.values();
  }

  private static Check worse(Check one, Check other) {
    return WORST_LAST.indexOf(one.getOutcome()) >= WORST_LAST.indexOf(other.getOutcome())
        ? one
        : other;
  }

  private static List<Check> tierChecks(BenchmarkRun run) {
    return run.getChecks().stream().filter(check -> check.getTier().isPresent()).toList();
  }

  private static boolean hasPassed(BenchmarkRun run, Tier tier) {
    return tierChecks(run).stream()
        .anyMatch(check -> is(check, tier) && check.getOutcome() == CheckOutcome.PASS);
  }

  /** The highest tier with a check that passed and none that did not; NA says nothing. */
  private static Optional<Tier> highest(Collection<Check> checks) {
    return HIGHEST_FIRST.stream()
        .filter(
            tier -> {
              List<CheckOutcome> outcomes =
                  checks.stream()
                      .filter(check -> is(check, tier))
                      .map(Check::getOutcome)
                      .filter(outcome -> outcome != CheckOutcome.NA)
                      .toList();
              return !outcomes.isEmpty()
                  && outcomes.stream().allMatch(outcome -> outcome == CheckOutcome.PASS);
            })
        .findFirst();
  }

  private static boolean is(Check check, Tier tier) {
    return check.getTier().equals(Optional.of(tier));
  }
}
