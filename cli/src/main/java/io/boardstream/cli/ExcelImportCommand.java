package io.boardstream.cli;

import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.imports.SourceImport;
import io.boardstream.runtime.Settings;
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
    Console console = Console.of(spec);
    Settings settings = options.settings();
    String source = FileSources.source("excel", options.source(), file);
    if (options.remove()) {
      options.remove(settings, source, console);
      return 0;
    }
    FileOrigin origin = FileOrigin.of(file);
    ProgressBar bar = ProgressBar.on(console.err());
    options.run(
        settings,
        new SourceImport.Plan(source, "", origin.name(), origin.sha256()),
        FileSources.excel(
            file,
            source,
            new FileListener(console.err(), (rows, done) -> bar.at("reading", rows, done))),
        bar,
        console);
    return 0;
  }
}
