package io.boardstream.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rows of a CSV file. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a source on the topics equal to the benchmark rows of a CSV file. A row that cannot be used is told, and goes to dead-letters.",
      "",
      "The first line names the columns. The same file again changes nothing; a changed one replaces its rows, and those that are gone are taken back."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream csv import nightly.csv",
      "  boardstream csv import nightly.csv --source nightly",
      "  boardstream csv import nightly.csv --remove"
    })
final class CsvImportCommand implements Callable<Integer> {

  @Mixin private final ImportOptions options = new ImportOptions();

  @Parameters(paramLabel = "FILE", description = "A CSV file, UTF-8.")
  private Path file = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    return options.ofFile("csv", file, FileSources::csv, Console.of(spec));
  }
}
