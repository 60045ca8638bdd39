package io.boardstream.batch.audit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long something may take. */
final class Deadline {

  private static final long POLL_MS = 100;

  private final long end;

  Deadline(Duration patience) {
    end = System.nanoTime() + patience.toNanos();
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0;
  }

  /** Waits until it is so, or the time is over; says whether it is so. */
  boolean await(BooleanSupplier so) {
    while (!so.getAsBoolean()) {
      if (isOver()) {
        return false;
      }
      pause();
    }
    return true;
  }

  /**
   * A short wait.
   *
   * @throws AuditException when interrupted
   */
  static void pause() {
    pause(Duration.ofMillis(POLL_MS));
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("Interrupted.", e);
    }
  }
}
