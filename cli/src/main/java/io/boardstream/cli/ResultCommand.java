package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs recorded by hand. */
@Command(
    name = "result",
    mixinStandardHelpOptions = true,
    description = "Records one run by hand, or takes it back.",
    subcommands = {ResultAddCommand.class, ResultRemoveCommand.class})
final class ResultCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "add or remove?");
    }
  }
}
