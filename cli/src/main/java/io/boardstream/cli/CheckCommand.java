package io.boardstream.cli;

import io.boardstream.producers.postgres.Finding;
import io.boardstream.producers.postgres.PostgresCheck;
import io.boardstream.producers.postgres.PostgresSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Whether a database can be captured. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Says what change data capture needs of your database, what of it is missing, and how to"
            + " mend that. Changes nothing. Exit code 1 when something is missing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream check --config mine.properties",
      "  BOARDSTREAM_POSTGRES_URL=jdbc:postgresql://db/ci boardstream check"
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    List<Finding> findings = new PostgresCheck(options.ofRunningSystem(PostgresSettings.URL)).run();
    PrintWriter out = Console.of(spec).out();
    findings.forEach(finding -> print(finding, out));
    long missing = findings.stream().filter(finding -> !finding.ok() && finding.required()).count();
    out.println(missing == 0 ? "Ready for capture." : "Missing: " + missing + ".");
    return missing == 0 ? 0 : 1;
  }

  private static void print(Finding finding, PrintWriter out) {
    String word = finding.ok() ? "ok" : finding.required() ? "missing" : "advice";
    out.println("%-8s %s".formatted(word, finding.what()));
    finding.fix().lines().forEach(line -> out.println("         " + line));
  }
}
