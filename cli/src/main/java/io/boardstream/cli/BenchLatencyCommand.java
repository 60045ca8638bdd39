package io.boardstream.cli;

import io.boardstream.benchmarks.Latency;
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

/** From commit to document. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = {
      "From the commit of a row in Postgres until the document of its model has been renamed into"
          + " place with the row in it.",
      "Starts the whole system on an empty folder by the command that started this one, and sends"
          + " rows at a steady rate, each committed on its own, without waiting for documents. A"
          + " row's time begins when its commit returns and ends when the document that names its"
          + " run has been read. All rows must arrive.",
      "superseded_rows came with a newer row of the same model in one document. commit_p50_ms and"
          + " sent_late_p99_ms are the sender's own; detection_* is how late a renamed file is"
          + " seen, and part of every latency."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench latency",
      "  boardstream bench latency --rates 50 --seconds 300 --json latency.json"
    })
final class BenchLatencyCommand implements Callable<Integer> {

  @Option(
      names = "--rates",
      paramLabel = "N",
      split = ",",
      description = "Rows a second, one rate after the other. Default: 50,500.")
  private List<Integer> rates = List.of(50, 500);

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Measured time at each rate. Default: ${DEFAULT-VALUE}.")
  private int seconds = 30;

  @Option(
      names = "--warm-up-seconds",
      paramLabel = "N",
      description = "Time at each rate before that, not measured. Default: ${DEFAULT-VALUE}.")
  private int warmUpSeconds = 15;

  @Option(
      names = "--models",
      paramLabel = "N",
      description = "Models that the rows are about in turn. Default: ${DEFAULT-VALUE}.")
  private int models = 200;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Latency.Options options =
        BenchRun.options(spec, () -> new Latency.Options(rates, seconds, warmUpSeconds, models));
    return bench.run(
        spec, (dir, progress) -> Latency.run(options, BenchRun.command(), dir, progress));
  }
}
