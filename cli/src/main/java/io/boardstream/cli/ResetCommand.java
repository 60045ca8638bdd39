package io.boardstream.cli;

import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.RunningSystem;
import io.boardstream.runtime.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forgets all that was derived from the rows, so that the next start derives it anew. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = {
      "Removes what was derived from the rows: topics, state, replication slot and documents. The"
          + " rows stay; the next start reads them all again.",
      "Needed after a longer absence than tombstones are kept (30 days), or for another number of"
          + " partitions. Refuses while anything runs."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream reset --dry-run", "  boardstream reset --execute"})
final class ResetCommand implements Callable<Integer> {

  /** Without either, nothing is removed. */
  static final class Mode {
    @Option(names = "--dry-run", description = "Say what would be removed. This is the default.")
    private boolean dryRun;

    @Option(names = "--execute", description = "Remove it.")
    private boolean execute;

    boolean isForReal() {
      return execute && !dryRun;
    }
  }

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @ArgGroup(exclusive = true)
  private @Nullable Mode mode;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    DataDir dir = options.dataDir();
    RunningSystem.in(dir)
        .ifPresent(
            system -> {
              throw new CommandFailedException(
                  "The local system in %s runs (process %d). Stop it first: %s"
                      .formatted(dir, system.pid(), Shell.boardstream("down", dir)));
            });
    Settings settings = options.settings();
    PrintWriter out = Console.of(spec).out();
    boolean execute = mode != null && mode.isForReal();
    List<Reset.Step> steps = new Reset(dir, settings).steps();
    for (Reset.Step step : steps) {
      if (execute) {
        step.action().run();
      }
      out.println((execute ? "removed       " : "would remove  ") + step.what());
      out.flush();
    }
    if (steps.isEmpty()) {
      out.println("There is nothing to remove.");
    } else if (!execute) {
      out.println("Nothing was removed. --execute does it.");
    }
    return 0;
  }
}
