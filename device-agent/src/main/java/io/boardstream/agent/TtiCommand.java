package io.boardstream.agent;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent tti}: device images. */
@Command(
    name = "tti",
    mixinStandardHelpOptions = true,
    description = "Looks at Tenstorrent device images, .tti: what PyBuda compiled, in one file.",
    subcommands = TtiInfoCommand.class,
    footerHeading = "%nExamples:%n",
    footer = "  boardstream agent tti info device_images/tt0.tti")
final class TtiCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Which command? 'agent tti info FILE', for example.");
    }
  }
}
