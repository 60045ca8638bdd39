package io.boardstream.matrix.evidence;

import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Direction;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the name of a metric implies: direction, unit, whether it is a check. */
public final class Metric {

  private Metric() {}

  /** Which way is better; counts, token numbers and unknown names have no direction. */
  public static Direction direction(String metricName) {
    String name = metricName.toLowerCase(Locale.ROOT);
    if (isCheck(name)) {
      return Direction.NONE;
    }
    // A spread is better when small, whatever it is the spread of: this comes first.
    if (name.startsWith("std_")) {
      return Direction.LOWER_IS_BETTER;
    }
    if (name.endsWith("_ms")
        || name.equals("ttft")
        || name.contains("e2el")
        || name.contains("tpot")) {
      return Direction.LOWER_IS_BETTER;
    }
    if (name.contains("tps")
        || name.contains("throughput")
        || name.startsWith("tput")
        || name.equals("score")
        || name.startsWith("ratio_to_")) {
      return Direction.HIGHER_IS_BETTER;
    }
    return Direction.NONE;
  }

  /**
   * The unit, or null where the name implies none ({@code ttft} is milliseconds for some models and
   * seconds for others).
   */
  public static @Nullable String unit(String metricName) {
    String name = metricName.toLowerCase(Locale.ROOT);
    if (name.endsWith("_ms")) {
      return "ms";
    }
    if (name.equals("request_throughput")) {
      return "requests/s";
    }
    if (name.contains("tps") || name.startsWith("tput") || name.endsWith("token_throughput")) {
      return "tokens/s";
    }
    if (name.endsWith("_tokens")) {
      return "tokens";
    }
    return null;
  }

  /** Whether the value is a code of {@link #outcome}, not a number. */
  static boolean isCheck(String metricName) {
    return metricName.toLowerCase(Locale.ROOT).endsWith("_check");
  }

  /** What a check found: an enum at the source, not a boolean. */
  static CheckOutcome outcome(Optional<Double> code) {
    if (code.isEmpty()) {
      return CheckOutcome.NA;
    }
    double value = code.get();
    if (value == 1) {
      return CheckOutcome.NA;
    }
    if (value == 2) {
      return CheckOutcome.PASS;
    }
    return value == 3 ? CheckOutcome.FAIL : CheckOutcome.UNKNOWN;
  }
}
