package io.boardstream.cli;

import io.boardstream.benchmarks.Conversion;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rows a second in one pass. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "How many rows a second 'boardstream convert --from csv' turns into documents, and the most"
          + " memory that it holds.",
      "A process of its own, from the start of the command to its end; peak_rss_mib is the"
          + " resident memory of that process at its highest, over all rounds. In turns with it,"
          + " on the same file: reading_alone_s, what only reading and checking the rows takes"
          + " here, in a virtual machine that is warm; python_csv_pass_s, what taking the lines"
          + " apart takes Python, where there is one. A first round warms up; medians of the"
          + " others."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench convert",
      "  boardstream bench convert --rows 100000 --rounds 5"
    })
final class BenchConvertCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of the file. Default: ${DEFAULT-VALUE}.")
  private int rows = 1_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Measured rounds. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Conversion.Options options = BenchRun.options(spec, () -> new Conversion.Options(rows, rounds));
    return bench.run(
        spec, (dir, progress) -> Conversion.run(options, BenchRun.command(), dir, progress));
  }
}
