package io.boardstream.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The life of a process that works until it is told to stop. */
final class UntilSignal {

  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch never = new CountDownLatch(1);

  /**
   * Runs this when the process is told to stop (SIGTERM, Ctrl-C), or ends for another reason.
   *
   * @param stop everything that must be done before the process may end
   */
  void atTheEnd(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.set(true);
                  stop.run();
                },
                "stop-on-signal"));
  }

  /** Starts, and never returns; a start that the signal broke off is no error. */
  void run(Runnable start) {
    try {
      start.run();
    } catch (RuntimeException e) {
      if (!stopping.get()) {
        throw e;
      }
    }
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // Meant for the start, which was over already. The end of the process ends this wait.
      }
    }
  }
}
