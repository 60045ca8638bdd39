package io.boardstream.sink;

import java.time.Duration;

/**
 * At most one action per interval: the first change acts at once, what changes meanwhile waits for
 * the end of the interval, and is never forgotten. Times are {@link System#nanoTime} values.
 */
final class Throttle {

  private final long interval;

  private boolean changed;
  private boolean acted;
  private long lastActed;

  Throttle(Duration interval) {
    this.interval = interval.toNanos();
  }

  void changed() {
    changed = true;
  }

  boolean isChanged() {
    return changed;
  }

  /** Nanoseconds until the action is due, 0 when it is; {@link Long#MAX_VALUE} without a change. */
  long nanosUntilDue(long now) {
    if (!changed) {
      return Long.MAX_VALUE;
    }
    return acted ? Math.max(0, interval - (now - lastActed)) : 0;
  }

  /** Makes a change due at once, whatever is left of the interval. */
  void expire() {
    acted = false;
  }

  void acted(long now) {
    changed = false;
    acted = true;
    lastActed = now;
  }
}
