package io.boardstream.cli;

import io.boardstream.agent.jobs.AttemptLogs;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the attempts that are kept on this host, newest first. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the attempts that are kept on this host, newest first.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream attempts list")
final class AttemptsListCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    AttemptLogs logs =
        new AttemptLogs(
            options.dataDir().root().resolve("agent/attempts"), Integer.MAX_VALUE, Long.MAX_VALUE);
    logs.list().forEach(Console.of(spec).out()::println);
    return 0;
  }
}
