package io.boardstream.cli;

import io.boardstream.agent.jobs.AttemptLogs;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the events of an attempt, one JSON object per line. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Prints the events of an attempt, one JSON object per line.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream attempts show ID")
final class AttemptsShowCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Parameters(paramLabel = "ID", description = "Id of the attempt.")
  private String id = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    AttemptLogs logs =
        new AttemptLogs(
            options.dataDir().root().resolve("agent/attempts"), Integer.MAX_VALUE, Long.MAX_VALUE);
    String text =
        logs.events(id)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "No attempt %s is kept here. See: boardstream attempts list"
                            .formatted(id)));
    Console.of(spec).out().print(text);
    return 0;
  }
}
