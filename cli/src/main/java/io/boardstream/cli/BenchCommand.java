package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The yardstick. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures this system on this machine. Each benchmark brings its own servers and data, and"
          + " removes them; a system that runs here is not touched, but shares the processors:"
          + " stop it, and all else that is busy, for figures that mean something.",
      "Progress goes to standard error, a table to standard output; units stand in the names of"
          + " the figures."
    },
    subcommands = {
      BenchLatencyCommand.class,
      BenchThroughputCommand.class,
      BenchConvertCommand.class,
      BenchHistoryCommand.class,
      BenchStartupCommand.class,
      BenchSiteCommand.class,
      BenchRecoveryCommand.class,
      BenchS3Command.class,
      BenchJobsCommand.class,
      BenchAlternativeCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench latency --json latency.json",
      "  boardstream bench history --sizes 10000,100000",
      "  boardstream bench alternative --help"
    })
final class BenchCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Which benchmark? boardstream bench --help lists them.");
    }
  }
}
