package io.boardstream.cli;

import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.RunningSystem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  @Mixin private final DataDirOption local = new DataDirOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    DataDir dir = local.dataDir();
    Optional<ProcessHandle> process = RunningSystem.in(dir).flatMap(RunningSystem::process);
    if (process.isEmpty()) {
      console.out().println("No local system runs in " + dir + ".");
      return 0;
    }
    ProcessHandle running = process.get();
    long began = System.nanoTime();
    running.destroy();
    if (!ended(running, POLITE)) {
      console
          .err()
          .println(
              "Process " + running.pid() + " did not stop within a minute; ending it by force.");
      running.destroyForcibly();
      if (!ended(running, FORCED)) {
        throw new CommandFailedException(
            "Process " + running.pid() + " does not end. Its log: " + dir.logFile());
      }
    }
    console
        .out()
        .println(
            "Stopped after %.1f s. The data stays in %s."
                .formatted((System.nanoTime() - began) / 1e9, dir));
    return 0;
  }

  private static boolean ended(ProcessHandle process, Duration within) {
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted while it stops.", e);
    } catch (ExecutionException e) {
      throw new CommandFailedException("Cannot wait for process " + process.pid(), e);
    }
  }
}
