package io.boardstream.cli;

import io.boardstream.batch.Compare;
import io.boardstream.batch.Convert;
import io.boardstream.batch.Converted;
import io.boardstream.batch.Difference;
import io.boardstream.batch.RowCounts;
import io.boardstream.cli.local.Matrix;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.producers.RowReader;
import io.boardstream.producers.RowReaderException;
import io.boardstream.producers.postgres.DatabaseReader;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.runtime.folder.FolderInUseException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Rows to documents in one pass. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description =
        "Computes the documents in one pass over the rows, without Kafka: the same bytes as the live"
            + " ones, generated_at aside.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream convert --from postgres --to compatibility.json",
      "  boardstream convert --from csv --file rows.csv --dir documents",
      "  boardstream convert --from excel --file nightly.xlsx --to compatibility.json",
      "  boardstream convert --from ci --file runs/14468030535 --dir documents",
      "  boardstream convert --from postgres --against boardstream-data/documents"
    })
final class ConvertCommand implements Callable<Integer> {

  enum From {
    POSTGRES,
    CSV,
    EXCEL,
    CI;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      required = true,
      description =
          "postgres: the tables that the settings name, or those of the running local system. csv and"
              + " excel: a file with the same columns. ci: a folder of pipelines.")
  private From from = From.POSTGRES;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The CSV or Excel file, or the folder of CI's reports.")
  private @Nullable Path file;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "Name of the source of a file in the documents; that of an import has the same default.")
  private @Nullable String source;

  @Option(names = "--to", paramLabel = "FILE", description = "Where to write compatibility.json.")
  private @Nullable Path to;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "Folder for all documents; models/*.json of other models in it are removed.")
  private @Nullable Path folder;

  @Option(
      names = "--against",
      paramLabel = "FOLDER",
      description =
          "Compare with the documents in a folder, which may be live; exit code 1 when they differ.")
  private @Nullable Path against;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    checkUse();
    Console console = Console.of(spec);
    try {
      Settings settings =
          from == From.POSTGRES
              ? options.ofRunningSystem(PostgresSettings.URL)
              : options.ofRunningSystem();
      Converted converted =
          convert(settings)
              .run(
                  reader(settings, console.err()),
                  rows -> console.err().println("%,d rows read".formatted(rows)));
      report(converted, console.err());
      return write(converted, console);
    } catch (RowReaderException | FolderInUseException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private int write(Converted converted, Console console) throws IOException {
    Clock clock = Clock.systemUTC();
    if (to != null) {
      boolean changed = converted.writeTo(to, clock);
      console.out().println(changed ? "Wrote " + to : to + " is as it should be");
    }
    if (folder != null) {
      int changed = converted.writeFolder(folder, clock);
      console.out().println("%,d documents changed in %s".formatted(changed, folder));
    }
    return against == null ? 0 : compare(converted, against, console.out());
  }

  private static int compare(Converted converted, Path live, PrintWriter out) throws IOException {
    List<Difference> differences = Compare.folder(live, converted);
    differences.forEach(difference -> out.println(difference));
    out.println(
        differences.isEmpty()
            ? "All documents in " + live + " are what the rows say"
            : differences.size() + " documents in " + live + " differ");
    return differences.isEmpty() ? 0 : 1;
  }

  private static Convert convert(Settings settings) {
    try {
      return new Convert(Matrix.of(settings), DocumentKeys.settings(settings.values()));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  private RowReader reader(Settings settings, PrintWriter err) {
    if (from == From.POSTGRES) {
      return new DatabaseReader(settings);
    }
    Path of = Objects.requireNonNull(file);
    if (from == From.CI) {
      return rows ->
          FileSources.ci(of, source, Matrix.of(settings).catalogue())
              .pipelines()
              .forEach(pipeline -> pipeline.reader().read(rows));
    }
    // The conversion tells the progress, for every kind of source.
    FileListener listener = new FileListener(err, (rows, done) -> {});
    return from == From.CSV
        ? FileSources.csv(of, source, listener)
        : FileSources.excel(of, source, listener);
  }

  private static void report(Converted converted, PrintWriter err) {
    RowCounts counts = converted.counts();
    err.println(
        "%,d rows applied, %,d models".formatted(counts.applied(), converted.models().size()));
    counts
        .filtered()
        .forEach((rule, rows) -> err.println("%,d rows filtered by %s".formatted(rows, rule)));
    counts
        .rejected()
        .forEach(
            (rule, rejected) ->
                err.println(
                    "%,d rows rejected by %s, the first: %s"
                        .formatted(rejected.count(), rule, rejected.example())));
  }

  private void checkUse() {
    if (from != From.POSTGRES && file == null) {
      throw usage("--from %s needs --file.".formatted(from));
    }
    if (from == From.POSTGRES && (file != null || source != null)) {
      throw usage("--file and --source are for --from csv, excel and ci.");
    }
    if (to == null && folder == null && against == null) {
      throw usage("Where to? Give --to, --dir or --against.");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
