package io.boardstream.cli;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.cli.view.CsvExport;
import io.boardstream.cli.view.XlsxExport;
import io.boardstream.runtime.folder.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The matrix for spreadsheets. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the matrix, as the topic matrix.models has it now, to a file.",
      "xlsx: a sheet of models and devices in colours, and a sheet with a row for each cell: status,"
          + " facets, headline numbers, and the run, pipeline, job and commit behind it.",
      "csv: those rows. Text that a spreadsheet would run as a formula is escaped."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream export xlsx --to matrix.xlsx",
      "  boardstream export csv --to matrix.csv"
    })
final class ExportCommand implements Callable<Integer> {

  /** What can be written. */
  private enum Format {
    XLSX {
      @Override
      void write(Collection<ModelCompatibility> models, OutputStream out) throws IOException {
        XlsxExport.write(models, out);
      }
    },
    CSV {
      @Override
      void write(Collection<ModelCompatibility> models, OutputStream out) throws IOException {
        CsvExport.write(models, out);
      }
    };

    abstract void write(Collection<ModelCompatibility> models, OutputStream out) throws IOException;
  }

  @Mixin private final LiveMatrix matrix = new LiveMatrix();

  @Parameters(paramLabel = "FORMAT", description = "xlsx or csv.")
  private @Nullable Format format;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The file; replaced at once and whole where it exists.")
  private @Nullable Path file;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path to = Objects.requireNonNull(file).toAbsolutePath().normalize();
    if (Files.isDirectory(to) || to.getParent() == null || !Files.isWritable(to.getParent())) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--to " + file + ": no file can be written there.");
    }
    Console console = Console.of(spec);
    Collection<ModelCompatibility> models = matrix.read(matrix.settings(), console.err()).values();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Objects.requireNonNull(format).write(models, bytes);
    WholeFile.replace(to, bytes.toByteArray());
    console
        .err()
        .println(
            "%d models, %d cells in %s"
                .formatted(
                    models.size(),
                    models.stream().mapToInt(model -> model.getCells().size()).sum(),
                    to));
    return 0;
  }
}
