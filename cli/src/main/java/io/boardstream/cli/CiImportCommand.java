package io.boardstream.cli;

import io.boardstream.cli.local.Matrix;
import io.boardstream.producers.ci.CiReports;
import io.boardstream.producers.ci.ReportNote;
import io.boardstream.producers.imports.SourceImport;
import io.boardstream.runtime.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The runs of CI pipelines. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Imports the runs of the pipelines below a folder. A pipeline is a folder with workflow.json and"
          + " workflow_jobs.json, as GitHub's API answers, and the reports of its jobs in artifacts:"
          + " benchmark JSON, JUnit XML, op-by-op reports.",
      "",
      "Each pipeline is a source of its own, ci:<pipeline id>. What is not used is listed with the"
          + " reason; a report that cannot be read does not stop the others."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream ci import runs/14468030535", "  boardstream ci import runs"})
final class CiImportCommand implements Callable<Integer> {

  @Mixin private final ImportOptions options = new ImportOptions();

  @Parameters(paramLabel = "DIR", description = "Folder of a pipeline, or of several.")
  private Path folder = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Settings settings = options.settings();
    CiReports reports = FileSources.ci(folder, options.source(), Matrix.of(settings).catalogue());
    boolean broken = tell(reports.left(), console);
    for (CiReports.Pipeline pipeline : reports.pipelines()) {
      if (options.remove()) {
        options.remove(settings, pipeline.source(), console);
      } else {
        options.run(
            settings,
            new SourceImport.Plan(
                pipeline.source(), "", "pipeline " + pipeline.id(), pipeline.fingerprint()),
            pipeline.reader(),
            ProgressBar.on(console.err()),
            console);
        broken |= tell(pipeline.reader().notes(), console);
      }
    }
    return broken ? 1 : 0;
  }

  private static boolean tell(List<ReportNote> notes, Console console) {
    for (ReportNote note : notes) {
      String word =
          switch (note.kind()) {
            case USED -> "used";
            case NOT_USED -> "not used";
            case BROKEN -> "broken";
          };
      console.out().println("  %-8s  %s: %s".formatted(word, note.file(), note.note()));
    }
    return notes.stream().anyMatch(note -> note.kind() == ReportNote.Kind.BROKEN);
  }
}
