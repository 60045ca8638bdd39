package io.boardstream.agent.boards;

import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a chip at one moment.
 *
 * @param values in the units of {@link Quantity}; what was not told, or cannot be true, is not in
 *     it
 * @param heartbeat counter of the firmware, at its source's own pace
 * @param thermalTrips shutdowns for heat since it was powered
 * @param throttler whether the firmware says that it throttles; null when it does not tell
 * @param others what we have no name for, as text
 */
public record Reading(
    Map<Quantity, Double> values,
    @Nullable Long heartbeat,
    @Nullable Long thermalTrips,
    @Nullable Boolean throttler,
    NavigableMap<String, String> others) {

  public static final Reading NONE = new Reading(Map.of(), null, null, null, new TreeMap<>());

  public @Nullable Double value(Quantity quantity) {
    return values.get(quantity);
  }

  /** Nothing was measured. */
  public boolean isEmpty() {
    return values.isEmpty() && heartbeat == null;
  }

  /** This reading, and where it says nothing, the other. */
  Reading orElse(Reading other) {
    Map<Quantity, Double> all = new EnumMap<>(Quantity.class);
    all.putAll(other.values);
    all.putAll(values);
    return new Reading(
        all,
        heartbeat == null ? other.heartbeat : heartbeat,
        thermalTrips == null ? other.thermalTrips : thermalTrips,
        throttler == null ? other.throttler : throttler,
        others.isEmpty() ? other.others : others);
  }
}
