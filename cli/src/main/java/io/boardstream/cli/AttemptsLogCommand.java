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

/** Prints what the program of an attempt printed. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Prints what the program of an attempt printed.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream attempts log ID")
final class AttemptsLogCommand implements Callable<Integer> {

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
        logs.log(id)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "No attempt %s is kept here. See: boardstream attempts list"
                            .formatted(id)));
    Console.of(spec).out().print(text);
    return 0;
  }
}
