package io.boardstream.cli;

import io.boardstream.benchmarks.Jobs;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Jobs a second through agents. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = {
      "How many jobs a second several agents do, and whether each is completed exactly once: a"
          + " failure if not.",
      "The jobs are synthetic, and their data says so: a program that only says that it ran, on"
          + " boards that are none. All the rest is real: a broker and a registry of its own, the"
          + " queue, a process for each job, the outbox of each agent, its events.",
      "Jobs lie in the queue before the agents start; the clock stops when the last event of a"
          + " completed run is read. ratio_to_share_group: beside as many records through a share"
          + " group of as many plain consumers that take and acknowledge one at a time."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream bench jobs", "  boardstream bench jobs --jobs 1000 --agents 4"})
final class BenchJobsCommand implements Callable<Integer> {

  @Option(names = "--jobs", paramLabel = "N", description = "Jobs. Default: ${DEFAULT-VALUE}.")
  private int jobs = 10_000;

  @Option(
      names = "--agents",
      paramLabel = "N",
      description = "Agents, with a board each. Default: ${DEFAULT-VALUE}.")
  private int agents = 8;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Jobs.Options options = BenchRun.options(spec, () -> new Jobs.Options(jobs, agents));
    return bench.run(spec, (dir, progress) -> Jobs.run(options, dir, progress));
  }
}
