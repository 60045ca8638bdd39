package io.boardstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boardstream.batch.RowCounts;
import io.boardstream.batch.audit.AuditDifference;
import io.boardstream.batch.audit.AuditReport;
import io.boardstream.batch.audit.AuditWatch;
import io.boardstream.batch.audit.SourceReport;
import io.boardstream.batch.audit.StageReport;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says what an audit has found, to people or to programs. */
final class AuditPrinter {

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private static final int MOST_NAMES = 10;

  private final Console console;
  private final boolean asJson;
  private int rounds;

  AuditPrinter(Console console, boolean asJson) {
    this.console = console;
    this.asJson = asJson;
  }

  void progress(String line) {
    if (rounds == 0) {
      console.err().println(line);
    }
  }

  /** The report of a system at rest. */
  void whole(AuditReport report) {
    PrintWriter out = console.out();
    if (asJson) {
      out.println(json(report, true));
      return;
    }
    sources(report.sources(), out);
    out.println();
    stages(report.stages(), out);
    differences(report, out);
    report.notes().forEach(note -> out.println("Note: " + note));
    out.println(
        report.isExact()
            ? "Exact: %,d models in %.1f s".formatted(report.proved().size(), seconds(report))
            : "%,d differences".formatted(report.different()));
    out.flush();
  }

  /** A line for each round, and what is wrong below it. */
  void round(AuditReport report) {
    rounds++;
    PrintWriter out = console.out();
    if (asJson) {
      out.println(json(report, false));
      out.flush();
      return;
    }
    out.println(
        "round %d at %s: %,d models proved, %,d in motion, %,d differences, lag %s, took %.1f s"
            .formatted(
                rounds,
                report.position() == null ? "-" : report.position(),
                report.proved().size(),
                report.inMotion().size(),
                report.different(),
                report.lagMs() < 0 ? "not worked off" : report.lagMs() + " ms",
                seconds(report)));
    if (!report.inMotion().isEmpty()) {
      out.println("  in motion: " + names(report.inMotion()));
    }
    differences(report, out);
    report.notes().forEach(note -> out.println("  Note: " + note));
    out.flush();
  }

  void end(AuditWatch.Outcome outcome) {
    if (asJson) {
      return;
    }
    console
        .out()
        .println(
            outcome.isProved()
                ? "Every model was proved in %d rounds".formatted(outcome.rounds())
                : outcome.different() > 0
                    ? "%,d differences in %d rounds"
                        .formatted(outcome.different(), outcome.rounds())
                    : "Never at rest in %d rounds, so not proved: %s"
                        .formatted(outcome.rounds(), names(outcome.unproved())));
  }

  private static void sources(List<SourceReport> sources, PrintWriter out) {
    TextTable table = new TextTable(List.of("source", "keys", "applied", "filtered", "rejected"));
    for (SourceReport source : sources) {
      RowCounts counts = source.counts();
      table.add(
          List.of(
              source.source() + (source.database() ? "" : " (as on the topic)"),
              number(counts.read()),
              number(counts.applied()),
              counts.filtered().entrySet().stream()
                  .map(rule -> number(rule.getValue()) + " " + rule.getKey())
                  .collect(Collectors.joining(", ")),
              counts.rejected().entrySet().stream()
                  .map(rule -> number(rule.getValue().count()) + " " + rule.getKey())
                  .collect(Collectors.joining(", "))));
    }
    table.print(out);
    sources.forEach(
        source ->
            source
                .counts()
                .rejected()
                .forEach(
                    (rule, rejected) ->
                        out.println(
                            "  the first %s of %s: %s"
                                .formatted(rule, source.source(), rejected.example()))));
  }

  private static void stages(List<StageReport> stages, PrintWriter out) {
    TextTable table = new TextTable(List.of("stage", "checked", "different"));
    for (StageReport stage : stages) {
      table.add(List.of(stage.stage(), number(stage.checked()), number(stage.different())));
    }
    table.print(out);
  }

  private static void differences(AuditReport report, PrintWriter out) {
    for (AuditDifference difference : report.differences()) {
      out.println(difference);
    }
    long untold = report.different() - report.differences().size();
    if (untold > 0) {
      out.println("… and %,d more; the first ten of each stage are shown".formatted(untold));
    }
  }

  private static String names(Collection<String> all) {
    String first = all.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return all.size() <= MOST_NAMES
        ? first
        : "%s and %,d more".formatted(first, all.size() - MOST_NAMES);
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  private static double seconds(AuditReport report) {
    return report.tookMs() / 1_000.0;
  }

  private static String json(AuditReport report, boolean pretty) {
    try {
      return pretty
          ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report)
          : JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report is always JSON", e);
    }
  }
}
