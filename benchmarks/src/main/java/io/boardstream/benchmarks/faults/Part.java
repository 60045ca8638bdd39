package io.boardstream.benchmarks.faults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A part of the system in processes of its own. Used by one thread at a time. */
interface Part {

  String name();

  /** Starts it; a server takes requests when this returns, another part goes on by itself. */
  void start() throws IOException, InterruptedException;

  /** Its processes, parents first; none when it does not run. */
  List<ProcessHandle> processes();

  /** After all processes were killed: gives up what is left of it here. */
  void forget();

  /** kill -9 of all its processes; returns when they are gone. */
  default void kill() throws IOException, InterruptedException {
    List<ProcessHandle> all = processes();
    signal("KILL", all);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (ProcessHandle process : all) {
      while (process.isAlive()) {
        if (System.nanoTime() > deadline) {
          throw new IOException("Process " + process.pid() + " of " + name() + " does not end");
        }
        Thread.sleep(5); // Not our child in every case: there is nothing to wait on.
      }
    }
    forget();
  }

  default void pause() throws IOException, InterruptedException {
    signal("STOP", processes());
  }

  default void resume() throws IOException, InterruptedException {
    signal("CONT", processes());
  }

  private static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    for (ProcessHandle process : processes) {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      // Fails for a process that has ended meanwhile, which is all that was asked for.
      kill.waitFor();
    }
  }
}
