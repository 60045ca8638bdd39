package io.boardstream.agent.jobs;

import io.boardstream.agent.runner.Run;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How another thread can stop a job: its program if one runs, else its thread where that waits. */
final class JobStop {
  private @Nullable Run run;
  private @Nullable Thread waiting;
  private @Nullable String why;
  private boolean abandoned;

  /** A wait that can be broken off. */
  interface Wait<T, E extends Exception> {
    T await() throws E;
  }

  /** Stops it, and tells nobody: the job is not ours any more, or shall run elsewhere. */
  synchronized void abandon(String reason) {
    abandoned = true;
    stop(reason);
  }

  /** Stops it for good. */
  synchronized void stop(String reason) {
    if (why == null) {
      why = reason;
    }
    if (run != null) {
      run.cancel(reason);
    } else if (waiting != null) {
      waiting.interrupt();
    }
  }

  synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** Why it was stopped; empty while it was not. */
  synchronized Optional<String> why() {
    return Optional.ofNullable(why);
  }

  /** The program that runs now; null for none. */
  synchronized void during(@Nullable Run current) {
    run = current;
    if (current != null && why != null) {
      current.cancel(why);
    }
  }

  /** Waits in this thread, which is interrupted when the job is stopped meanwhile. */
  <T, E extends Exception> T interruptibly(Wait<T, E> wait) throws E {
    synchronized (this) {
      waiting = Thread.currentThread();
      if (why != null) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      return wait.await();
    } finally {
      synchronized (this) {
        waiting = null;
        if (why != null) {
          // Meant for the wait, which is over.
          var unused = Thread.interrupted();
        }
      }
    }
  }
}
