package io.boardstream.cli;

import io.boardstream.agent.jobs.AttemptLogs;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is kept of the attempts on this host: events and logs. */
@Command(
    name = "attempts",
    mixinStandardHelpOptions = true,
    description =
        "What is kept of the attempts on this host: events and logs. Looks into agent.data.dir, or"
            + " the folder of the local system's agent.",
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream attempts list", "  boardstream attempts log ID"})
final class AttemptsCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "list, show or log?");
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Lists the attempts that are kept on this host, newest first.",
      footerHeading = "%nExamples:%n",
      footer = "  boardstream attempts list")
  int list(@Mixin AttemptOptions attempts) throws IOException {
    attempts.logs().list().forEach(Console.of(spec).out()::println);
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Prints the events of an attempt, one JSON object per line.",
      footerHeading = "%nExamples:%n",
      footer = "  boardstream attempts show ID")
  int show(
      @Mixin AttemptOptions attempts,
      @Parameters(paramLabel = "ID", description = "Id of the attempt.") String id)
      throws IOException {
    Console.of(spec).out().print(attempts.part(id, AttemptLogs::events));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Prints what the program of an attempt printed.",
      footerHeading = "%nExamples:%n",
      footer = "  boardstream attempts log ID")
  int log(
      @Mixin AttemptOptions attempts,
      @Parameters(paramLabel = "ID", description = "Id of the attempt.") String id)
      throws IOException {
    Console.of(spec).out().print(attempts.part(id, AttemptLogs::log));
    return 0;
  }
}
