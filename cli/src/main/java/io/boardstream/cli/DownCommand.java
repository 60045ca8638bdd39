package io.boardstream.cli;

import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.RunningSystem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the local system. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops the local system; its data stays. Nothing to stop is no error.",
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream down", "  boardstream down --data-dir /var/lib/boardstream"})
final class DownCommand implements Callable<Integer> {

  /** Longer than each part's own limit for stopping. */
  private static final Duration POLITE = Duration.ofSeconds(60);

  private static final Duration FORCED = Duration.ofSeconds(10);
  private static final long POLL_MS = 50;

  @Mixin private final DataDirOption local = new DataDirOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    DataDir dir = local.dataDir();
    Optional<RunningSystem> found = RunningSystem.in(dir);
    if (found.isEmpty()) {
      console.out().println("No local system runs in " + dir + ".");
      return 0;
    }
    RunningSystem system = found.get();
    long began = System.nanoTime();
    system.process().ifPresent(ProcessHandle::destroy);
    if (!ended(system, POLITE)) {
      console
          .err()
          .println("Process %d did not stop within a minute; ending it.".formatted(system.pid()));
      system.process().ifPresent(ProcessHandle::destroyForcibly);
      if (!ended(system, FORCED)) {
        throw new CommandFailedException(
            "Process " + system.pid() + " does not end. Its log: " + dir.logFile());
      }
    }
    console
        .out()
        .println(
            "Stopped after %.1f s. The data stays in %s."
                .formatted((System.nanoTime() - began) / 1e9, dir));
    return 0;
  }

  private static boolean ended(RunningSystem system, Duration within) {
    Deadline deadline = new Deadline(within);
    while (system.process().isPresent()) {
      if (deadline.isOver()) {
        return false;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailedException("Interrupted while it stops.", e);
      }
    }
    return true;
  }
}
