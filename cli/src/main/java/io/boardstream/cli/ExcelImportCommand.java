package io.boardstream.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rows of an Excel file. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a source on the topics equal to the benchmark rows of an Excel file. A row that cannot be used is told with the address of its cell, and goes to dead-letters.",
      "",
      "Each sheet whose header names the columns of a benchmark row is read. The same file again changes nothing; a changed one replaces its rows, and those that are gone are taken back."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream excel import nightly.xlsx",
      "  boardstream excel import nightly.xlsx --source nightly",
      "  boardstream excel import nightly.xlsx --remove"
    })
final class ExcelImportCommand implements Callable<Integer> {

  @Mixin private final ImportOptions options = new ImportOptions();

  @Parameters(paramLabel = "FILE", description = "An .xlsx or .xls file.")
  private Path file = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    return options.ofFile("excel", file, FileSources::excel, Console.of(spec));
  }
}
