package io.boardstream.cli;

import io.boardstream.agent.jobs.JobClient;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks that a job does not begin, or ends. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Asks that a job does not begin, or ends.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream jobs cancel ID")
final class JobsCancelCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Parameters(paramLabel = "ID", description = "Id of the job.")
  private String id = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings =
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
    try (JobClient client = new JobClient(settings.values(), Clock.systemUTC())) {
      if (!client.cancel(id, System.getProperty("user.name"))) {
        throw new CommandFailedException(
            "There is no job %s. See: boardstream jobs list".formatted(id));
      }
    }
    Console.of(spec).out().println("Asked for: cancel of job " + id);
    return 0;
  }
}
