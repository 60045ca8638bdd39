package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is asked of the producer that follows the database. */
@Command(
    name = "producer",
    mixinStandardHelpOptions = true,
    description = "Asks something of the producer that follows the database.",
    subcommands = ProducerResyncCommand.class,
    footerHeading = "%nExamples:%n",
    footer = "  boardstream producer resync")
final class ProducerCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Which command? 'producer resync'.");
    }
  }
}
