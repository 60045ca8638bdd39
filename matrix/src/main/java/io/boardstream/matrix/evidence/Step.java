package io.boardstream.matrix.evidence;

import io.boardstream.avro.Tier;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The step that a number comes from; it decides what the number is.
 *
 * @param name as reported; empty when absent
 * @param tier the tier whose targets the step holds; empty for a measuring step, whatever its name
 */
record Step(String name, Optional<Tier> tier) {

  private static final Map<String, Tier> TARGETS =
      Map.of(
          "benchmark_summary_functional", Tier.FUNCTIONAL,
          "benchmark_summary_complete", Tier.COMPLETE,
          "benchmark_summary_target", Tier.TARGET,
          "benchmark_summary_theoretical", Tier.TARGET);

  static Step of(Optional<String> reported) {
    String name = reported.map(String::strip).orElse("");
    return new Step(name, Optional.ofNullable(TARGETS.get(name.toLowerCase(Locale.ROOT))));
  }
}
