package io.boardstream.producers.postgres;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits longer after each failure, up to a few seconds, and ends at once when closed. */
final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Duration next = FIRST;

  /**
   * @throws InterruptedException also when closed meanwhile
   */
  void await() throws InterruptedException {
    Duration wait = next;
    Duration doubled = wait.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  /** After a success. */
  void reset() {
    next = FIRST;
  }

  void close() {
    closed.countDown();
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }
}
