package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is on the topics. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = "Lists the topics, or shows the records of one.",
    subcommands = {TopicsListCommand.class, TopicsPeekCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream topics list",
      "  boardstream topics peek matrix.models --max 1",
      "  boardstream topics peek benchmark.rows --follow"
    })
final class TopicsCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "list or peek?");
    }
  }
}
