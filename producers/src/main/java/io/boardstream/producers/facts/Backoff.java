package io.boardstream.producers.facts;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits longer after each failure, up to a few seconds, and ends at once when closed. */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Duration next = FIRST;

  /**
   * Waits, each time longer than before.
   *
   * @throws InterruptedException also when closed meanwhile
   */
  public void await() throws InterruptedException {
    Duration wait = next;
    Duration doubled = wait.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  /** After a success. */
  public void reset() {
    next = FIRST;
  }

  public void close() {
    closed.countDown();
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }
}
