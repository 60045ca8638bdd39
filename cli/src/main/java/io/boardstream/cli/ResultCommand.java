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
    subcommands = {ResultAddCommand.class, ResultRemoveCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream result add --model Llama-3.1-8B-Instruct --device n300 --metric mean_tps=63.2",
      "  boardstream result remove 3f9c1a2b4d5e"
    })
final class ResultCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "add or remove?");
    }
  }
}
