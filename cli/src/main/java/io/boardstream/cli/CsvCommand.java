package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** CSV files as a source. */
@Command(
    name = "csv",
    mixinStandardHelpOptions = true,
    description = "Imports the benchmark rows of a CSV file.",
    subcommands = {CsvImportCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream csv import rows.csv",
      "  boardstream csv import rows.csv --source nightly"
    })
final class CsvCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "import?");
    }
  }
}
