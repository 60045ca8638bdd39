package io.boardstream.agent.boards;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a chip is at its limits.
 *
 * @param throttling slower than it could be; null when nothing tells
 * @param reasons why: firmware, power, current, temperature
 * @param overTemperature at or above the lower of its two temperature limits; null when unknown
 */
public record Strain(
    @Nullable Boolean throttling, List<String> reasons, @Nullable Boolean overTemperature) {

  public static Strain of(Chip chip) {
    Reading reading = chip.reading();
    Map<Limit, Double> limits = chip.limits();
    List<String> reasons = new ArrayList<>();
    Boolean throttler = reading.throttler();
    if (throttler != null && throttler) {
      reasons.add("firmware");
    }
    Boolean power = reaches(reading.value(Quantity.POWER), limits.get(Limit.POWER));
    Boolean current = reaches(reading.value(Quantity.CURRENT), limits.get(Limit.CURRENT));
    Boolean hot = reaches(reading.value(Quantity.ASIC_TEMPERATURE), lowerTemperature(limits));
    note(reasons, "power", power);
    note(reasons, "current", current);
    note(reasons, "temperature", hot);
    boolean told = throttler != null || power != null || current != null || hot != null;
    return new Strain(told ? Boolean.valueOf(!reasons.isEmpty()) : null, reasons, hot);
  }

  /**
   * Architectures disagree which of the two throttles and which shuts down; the lower one is first.
   */
  private static @Nullable Double lowerTemperature(Map<Limit, Double> limits) {
    Double one = limits.get(Limit.THERMAL);
    Double other = limits.get(Limit.THERMAL_TRIP);
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.min(one, other);
  }

  private static @Nullable Boolean reaches(@Nullable Double value, @Nullable Double limit) {
    return (value == null || limit == null) ? null : Boolean.valueOf(value >= limit);
  }

  private static void note(List<String> reasons, String reason, @Nullable Boolean reached) {
    if (reached != null && reached) {
      reasons.add(reason);
    }
  }
}
