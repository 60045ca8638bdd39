package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reports of CI as a source. */
@Command(
    name = "ci",
    mixinStandardHelpOptions = true,
    description = "Imports the runs that the reports of CI pipelines tell of.",
    subcommands = {CiImportCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream ci import runs/14468030535", "  boardstream ci import runs"})
final class CiCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "import?");
    }
  }
}
