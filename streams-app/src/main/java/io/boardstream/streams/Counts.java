package io.boardstream.streams;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the records at the door: every one is counted once. */
final class Counts {

  private final MeterRegistry registry;
  private final String name;
  private final Counter applied;
  private final Counter outdated;
  private final Counter rejected;

  /** Of the facts on {@code benchmark.rows}. */
  Counts(MeterRegistry registry) {
    this(registry, "boardstream.streams.facts");
  }

  Counts(MeterRegistry registry, String name) {
    this.registry = registry;
    this.name = name;
    this.applied = count("applied", "");
    this.outdated = count("outdated", "");
    this.rejected = count("rejected", "");
  }

  /** A fact was stored, and sent on or taken back where it counts. */
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
    count("filtered", rule).increment();
  }

  private Counter count(String outcome, String rule) {
    return Counter.builder(name)
        .description("Fact changes by what became of them")
        .tag("outcome", outcome)
        .tag("rule", rule)
        .register(registry);
  }
}
