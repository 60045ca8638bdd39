package io.boardstream.cli;

import io.boardstream.benchmarks.Throughput;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Rows a second through the topology. */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = {
      "How many rows a second become entries of the matrix: topic benchmark.rows to topic"
          + " matrix.models, on a broker and a registry of its own.",
      "A Kafka Streams topology that does nothing passes the same records through, with the same"
          + " serdes and guarantee on the same broker, in turns: ratio_to_passthrough is what our"
          + " work leaves of Kafka's speed. Rows lie ready before the clock starts; it stops at the"
          + " last commit. A first round warms up; medians of the others. documents_per_commit:"
          + " documents sent to matrix.models for each commit of a thread."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench throughput",
      "  boardstream bench throughput --rows 200000 --no-at-least-once"
    })
final class BenchThroughputCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of a round. Default: ${DEFAULT-VALUE}.")
  private int rows = 50_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Measured rounds. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(
      names = "--no-at-least-once",
      description = "Measure exactly_once_v2 only, the guarantee that Boardstream runs with.")
  private boolean exactlyOnceOnly;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    if (spec != null && (rows < 1 || rounds < 1)) {
      throw new ParameterException(spec.commandLine(), "--rows and --rounds must be 1 or more.");
    }
    Throughput.Options options = new Throughput.Options(rows, rounds, !exactlyOnceOnly);
    return bench.run(spec, (dir, progress) -> Throughput.run(options, dir, progress));
  }
}
