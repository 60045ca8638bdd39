package io.boardstream.cli;

import io.boardstream.agent.jobs.JobClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Jobs for boards: submits them, says where they are, ends and repeats them. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = {
      "Jobs for boards: submits them, says where they are, ends and repeats them.",
      "They are done by 'boardstream agent run' on hosts with boards, and by the agent of"
          + " 'boardstream up --with-agent' on this machine's processor."
    },
    subcommands = {JobsSubmitCommand.class, JobsListCommand.class, JobsReconcileCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream jobs submit --model Tiny-Perceptron --file tiny-perceptron.onnx --device cpu --frontend onnx-cpu",
      "  boardstream jobs list"
    })
final class JobsCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "submit, list, cancel, retry or reconcile?");
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Asks that a job does not begin, or ends.",
      footerHeading = "%nExamples:%n",
      footer = "  boardstream jobs cancel ID")
  int cancel(
      @Mixin JobOptions jobs,
      @Parameters(paramLabel = "ID", description = "Id of the job.") String id) {
    try (JobClient client = jobs.client()) {
      return asked("cancel", id, client.cancel(id, user()), "There is no job %s.");
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Submits a job again that ended.",
      footerHeading = "%nExamples:%n",
      footer = "  boardstream jobs retry ID")
  int retry(
      @Mixin JobOptions jobs,
      @Parameters(paramLabel = "ID", description = "Id of the job.") String id) {
    try (JobClient client = jobs.client()) {
      return asked("retry", id, client.retry(id, user()), "There is no job %s that ended.");
    }
  }

  private int asked(String what, String id, boolean done, String unless) {
    if (!done) {
      throw new CommandFailedException(unless.formatted(id) + " See: boardstream jobs list");
    }
    Console.of(spec).out().println("Asked for: " + what + " of job " + id);
    return 0;
  }

  private static String user() {
    return System.getProperty("user.name");
  }
}
