package io.boardstream.cli;

import java.time.Duration;

/** When to stop waiting. */
final class Deadline {

  private final long startNanos = System.nanoTime();
  private final Duration after;

  Deadline(Duration after) {
    this.after = after;
  }

  boolean isOver() {
    return Duration.ofNanos(System.nanoTime() - startNanos).compareTo(after) >= 0;
  }
}
