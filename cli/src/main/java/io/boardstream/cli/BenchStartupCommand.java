package io.boardstream.cli;

import io.boardstream.benchmarks.Startup;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Start-up and memory. */
@Command(
    name = "startup",
    mixinStandardHelpOptions = true,
    description = {
      "How long 'boardstream up' takes, and the memory that it holds.",
      "ready_s: from the start of the command, built already, until its status says ready (asked"
          + " over HTTP ten times a second, and confirmed by 'status --json'). rss_mib counts the"
          + " resident memory of all its processes, shared pages once for each of them; pss_mib"
          + " counts them once. rows_to_documents_s: from the commit of one transaction with"
          + " --rows rows until every document is, byte by byte, what these rows say."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream bench startup", "  boardstream bench startup --no-sample"})
final class BenchStartupCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of the nightly. Default: ${DEFAULT-VALUE}.")
  private int rows = 4_000;

  @Option(names = "--no-sample", description = "Leave out the first start with the sample.")
  private boolean noSample;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Startup.Options options = BenchRun.options(spec, () -> new Startup.Options(rows, !noSample));
    return bench.run(
        spec, (dir, progress) -> Startup.run(options, BenchRun.command(), dir, progress));
  }
}
