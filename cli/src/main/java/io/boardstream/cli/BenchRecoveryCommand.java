package io.boardstream.cli;

import io.boardstream.benchmarks.faults.Recovery;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long the topology is away. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    description = {
      "How long the topology takes to recover with a large state, on a broker and a registry of its"
          + " own.",
      "Warm: one of two instances, each with copies of the other's state, is killed (-9); the time"
          + " until new rows of all partitions came through. Cold: the state of a single instance is"
          + " removed and restored from the topics; the time from its start until it runs, and"
          + " until new rows came through. Filling the state takes minutes: about one for each"
          + " 500,000 rows, on a quiet machine."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench recovery",
      "  boardstream bench recovery --rows 100000 --rounds 1"
    })
final class BenchRecoveryCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows that the state holds. Default: ${DEFAULT-VALUE}.")
  private int rows = 1_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each is measured; medians. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--models",
      paramLabel = "N",
      description = "Models that the rows are about. Default: ${DEFAULT-VALUE}.")
  private int models = 300;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Recovery.Options options =
        BenchRun.options(
            spec, () -> new Recovery.Options(rows, rounds, models, Boardstream.class.getName()));
    return bench.run(spec, (dir, progress) -> Recovery.run(options, dir, progress));
  }
}
