package io.boardstream.streams;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the records at the door: every one is counted once. */
final class Counts {

  private final MeterRegistry registry;
  private final Counter applied;
  private final Counter outdated;
  private final Counter rejected;

  Counts(MeterRegistry registry) {
    this.registry = registry;
    this.applied = count(registry, "applied", "");
    this.outdated = count(registry, "outdated", "");
    this.rejected = count(registry, "rejected", "");
  }

  /** A fact was sent to its model, or taken back from it. */
  void applied() {
    applied.increment();
  }

  /** The version was known already, or a newer one was. */
  void outdated() {
    outdated.increment();
  }

  /** The record went to the dead letters. */
  void rejected() {
    rejected.increment();
  }

  /** A named rule keeps the fact out of the matrix. */
  void filtered(String rule) {
    count(registry, "filtered", rule).increment();
  }

  private static Counter count(MeterRegistry registry, String outcome, String rule) {
    return Counter.builder("boardstream.streams.facts")
        .description("Fact changes by what became of them")
        .tag("outcome", outcome)
        .tag("rule", rule)
        .register(registry);
  }
}
