package io.boardstream.cli;

import io.boardstream.benchmarks.SiteSpeed;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The site under load. */
@Command(
    name = "site",
    mixinStandardHelpOptions = true,
    description = {
      "The site with many models, each on eleven devices, in a process of its own.",
      "ready_s: from the start of the command until /readyz says so, with its memory then. A change"
          + " reaches all clients: from the sending of a model's record to its event at the last of"
          + " --clients readers. GET: 16 readers ask for models in turn, as quickly as they can,"
          + " beside a server that only gives the same bytes; 'first' while documents are still"
          + " made."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench site",
      "  boardstream bench site --models 1000 --clients 100 --json site.json"
    })
final class BenchSiteCommand implements Callable<Integer> {

  @Option(
      names = "--models",
      paramLabel = "N",
      description = "Models in the matrix. Default: ${DEFAULT-VALUE}.")
  private int models = 10_000;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Readers of events. Default: ${DEFAULT-VALUE}.")
  private int clients = 1_000;

  @Option(
      names = "--changes",
      paramLabel = "N",
      description = "Changes that all of them await. Default: ${DEFAULT-VALUE}.")
  private int changes = 20;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to ask for models. Default: ${DEFAULT-VALUE}.")
  private int seconds = 10;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    SiteSpeed.Options options =
        BenchRun.options(spec, () -> new SiteSpeed.Options(models, clients, changes, seconds));
    return bench.run(
        spec, (dir, progress) -> SiteSpeed.run(options, BenchRun.command(), dir, progress));
  }
}
