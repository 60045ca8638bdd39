package io.boardstream.cli;

import io.boardstream.agent.jobs.JobClient;
import io.boardstream.avro.JobState;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists all jobs and where they are, the one that changed last first. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists all jobs and where they are, the one that changed last first.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream jobs list")
final class JobsListCommand implements Callable<Integer> {

  @Mixin private final JobOptions jobs = new JobOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    try (JobClient client = jobs.client()) {
      TextTable table =
          new TextTable(List.of("job", "state", "model", "device", "attempt", "why", "changed"));
      for (JobState job : client.list()) {
        table.add(
            List.of(
                job.getJobId(),
                job.getState(),
                job.getRequest().getModelName(),
                job.getRequest().getDevice()
                    + (job.getRequest().getSimulated() ? " (simulated)" : ""),
                job.getAttemptId().orElse(""),
                job.getFailureCategory().orElse(""),
                job.getUpdatedAt().toString()));
      }
      table.print(Console.of(spec).out());
    }
    return 0;
  }
}
