package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is kept of the attempts on this host: events and logs. */
@Command(
    name = "attempts",
    mixinStandardHelpOptions = true,
    description = "What is kept of the attempts on this host: events and logs.",
    subcommands = {AttemptsListCommand.class, AttemptsShowCommand.class, AttemptsLogCommand.class},
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
}
