package io.boardstream.cli;

import io.boardstream.benchmarks.Alternative;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What Postgres alone would do. */
@Command(
    name = "alternative",
    mixinStandardHelpOptions = true,
    description = {
      "What you would do without Boardstream: the newest conclusive value of each model on each"
          + " device, kept by Postgres itself, on the same table with the right partial index.",
      "refresh_ms, refresh_concurrently_ms: a materialised view, after one more row. seeks_ms: a"
          + " query with one seek for each cell, no view at all. insert_*_us_per_row: inserts of"
          + " 1,000 single rows in a transaction, without and with a statement trigger that keeps a"
          + " table of cells. boardstream_us_per_row: our topology, from topic to topic, in the same"
          + " run. The three must agree with each other. Medians, warm."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench alternative",
      "  boardstream bench alternative --sizes 4000,100000 --rounds 9"
    })
final class BenchAlternativeCommand implements Callable<Integer> {

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      description = "Rows in the table, ascending. Default: 4000,100000,1000000.")
  private List<Integer> sizes = List.of(4_000, 100_000, 1_000_000);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Measured rounds, after one for warming up. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(
      names = "--throughput-rows",
      paramLabel = "N",
      description = "Rows of a round of our own topology; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int throughputRows = 20_000;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Alternative.Options options =
        BenchRun.options(spec, () -> new Alternative.Options(sizes, rounds, throughputRows));
    return bench.run(spec, (dir, progress) -> Alternative.run(options, dir, progress));
  }
}
