package io.boardstream.agent.jobs;

/** Waits for threads to end, however often the one who waits is interrupted. */
final class Threads {

  private Threads() {}

  /** Whether it ended within that time. */
  static boolean hasEnded(Thread thread, long millis) {
    long until = System.nanoTime() + millis * 1_000_000;
    boolean interrupted = false;
    while (thread.isAlive() && System.nanoTime() < until) {
      try {
        thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** Waits for as long as it takes. */
  static void awaitEnd(Thread thread) {
    boolean ended = false;
    while (!ended) {
      ended = hasEnded(thread, 60_000);
    }
  }
}
