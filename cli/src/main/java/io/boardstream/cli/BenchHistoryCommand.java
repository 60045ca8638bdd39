package io.boardstream.cli;

import io.boardstream.benchmarks.History;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What history costs. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "What a row costs when its model has a long history already: the time for the next rows of"
          + " one model, through the topology on a broker of its own.",
      "ratio_to_first compares with the shortest history: 1 means that history costs nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench history",
      "  boardstream bench history --sizes 10000,100000 --json history.json"
    })
final class BenchHistoryCommand implements Callable<Integer> {

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      description = "Rows of history, ascending. Default: 10000,100000,1000000.")
  private List<Integer> sizes = List.of(10_000, 100_000, 1_000_000);

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    if (spec != null && (sizes.get(0) < 0 || !sizes.stream().sorted().toList().equals(sizes))) {
      throw new ParameterException(spec.commandLine(), "--sizes must be 0 or more, and ascend.");
    }
    return bench.run(spec, (dir, progress) -> History.run(sizes, dir, progress));
  }
}
