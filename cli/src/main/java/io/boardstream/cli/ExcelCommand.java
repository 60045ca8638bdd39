package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Excel files as a source. */
@Command(
    name = "excel",
    mixinStandardHelpOptions = true,
    description = "Looks over an Excel file, or imports its benchmark rows.",
    subcommands = {ExcelInspectCommand.class, ExcelImportCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream excel inspect nightly.xlsx",
      "  boardstream excel import nightly.xlsx"
    })
final class ExcelCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "inspect or import?");
    }
  }
}
