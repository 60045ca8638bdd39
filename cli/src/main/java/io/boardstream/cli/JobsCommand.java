package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Jobs for boards: submits them, says where they are, and does them. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Jobs for boards: submits them, says where they are, and does them.",
    subcommands = {
      JobsSubmitCommand.class,
      JobsListCommand.class,
      JobsCancelCommand.class,
      JobsRetryCommand.class,
      JobsServeCommand.class,
      JobsReconcileCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream jobs serve --models ./models",
      "  boardstream jobs submit --model Tiny-Perceptron --file tiny-perceptron.onnx --device cpu --frontend onnx-cpu",
      "  boardstream jobs list"
    })
final class JobsCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "submit, list, cancel, retry, serve or reconcile?");
    }
  }
}
