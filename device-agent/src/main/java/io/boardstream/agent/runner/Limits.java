package io.boardstream.agent.runner;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a program may use. Each is looked at some times a second, so a program can exceed it for a
 * moment before it is ended.
 *
 * @param stages the longest that a stage may take; one that is not named has only the total
 * @param total the longest that the whole may take
 * @param memoryBytes resident memory of all its processes together
 * @param outputBytes what it may print, in all
 * @param logBytes how much of that is kept in the log, the beginning and the end
 * @param processes how many processes it may have at once
 */
public record Limits(
    Map<Stage, Duration> stages,
    Duration total,
    long memoryBytes,
    long outputBytes,
    long logBytes,
    int processes) {

  public Limits {
    stages = stages.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(stages));
    if (total.isNegative() || total.isZero()) {
      throw new IllegalArgumentException("The time limit must be more than nothing");
    }
    if (memoryBytes < 1 || outputBytes < 1 || logBytes < 1 || processes < 1) {
      throw new IllegalArgumentException("Each limit must be at least 1");
    }
  }

  /** An hour, 32 GiB, 256 MiB printed of which 16 MiB are kept, 512 processes. */
  public static Limits generous() {
    return new Limits(Map.of(), Duration.ofHours(1), 32L << 30, 256L << 20, 16L << 20, 512);
  }
}
