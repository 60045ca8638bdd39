package io.boardstream.cli.view;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Check;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.EditorialFacet;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Target;
import io.boardstream.avro.TierFacet;
import io.boardstream.matrix.documents.JsonNumber;
import io.boardstream.matrix.documents.StatusWord;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that is known of one model, as text: each claim with the run that it rests on. */
public final class ModelText {

  private static final String LABEL = "  %-15s %s";

  private final PrintWriter out;
  private final Instant now;
  private final Paint paint;

  public ModelText(PrintWriter out, Instant now, Paint paint) {
    this.out = out;
    this.now = now;
    this.paint = paint;
  }

  public void print(ModelCompatibility model) {
    out.println(paint.strong(clean(model.getDisplayName())) + "  " + model.getModelId());
    line("name", model.getMlModelName() + (model.getMapped() ? "" : " (not in the catalogue)"));
    line("family", model.getFamily());
    line("precision", model.getPrecision());
    model.getParameters().ifPresent(parameters -> line("parameters", parameters));
    model
        .getContextWindow()
        .ifPresent(tokens -> line("context", String.format(Locale.ROOT, "%,d tokens", tokens)));
    text("tasks", String.join(", ", model.getTasks()));
    text("description", model.getDescription());
    model.getEditorialNotes().forEach(note -> line("note", note));
    model.getLinks().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(link -> line(link.getKey(), link.getValue()));
    if (model.getCells().isEmpty()) {
      out.println();
      out.println("No run of it is known on any device.");
    }
    model.getCells().forEach(this::cell);
  }

  private void cell(Cell cell) {
    StatusWord word = StatusWord.of(cell.getStatus());
    out.println();
    out.println(
        "%s (%s%s): %s%s"
            .formatted(
                paint.strong(cell.getDeviceId()),
                clean(cell.getDeviceDisplayName()),
                cell.getDeviceMapped() ? "" : ", not in the catalogue",
                paint.status(word, word.text()),
                MatrixTable.isStale(cell, now) ? " (stale)" : ""));
    cell.getEditorial().ifPresent(this::editorial);
    cell.getRuns().ifPresentOrElse(this::runs, () -> line("runs", "none was conclusive"));
    cell.getAccuracy().ifPresentOrElse(this::accuracy, () -> line("accuracy", "never checked"));
    cell.getTier().ifPresentOrElse(this::tier, () -> line("tier", "never checked"));
    if (cell.getPerformance().isEmpty()) {
      line("performance", "never measured");
    }
    cell.getPerformance().forEach(this::performance);
    if (cell.getPerformanceTruncated()) {
      line("", "There are more configurations than are kept here.");
    }
    line(
        "last verified",
        cell.getLastVerified().map(Instant::toString).orElse("never")
            + cell.getStaleAfter().map(stale -> ", stale after " + stale).orElse(""));
    line(
        "latest attempt",
        cell.getLatestAttemptOutcome().name() + ", " + evidence(cell.getLatestAttempt()));
    cell.getReproduce().ifPresent(command -> line("reproduce", command));
  }

  private void editorial(EditorialFacet editorial) {
    line(
        "editors",
        editorial.getStatus().map(status -> StatusWord.of(status).text()).orElse("notes only")
            + editorial.getEstimatedAvailability().map(when -> ", expected " + when).orElse("")
            + ", by "
            + editorial.getSource()
            + ", "
            + editorial.getOrigin());
    editorial.getNotes().forEach(note -> line("  note", note));
  }

  private void runs(RunsFacet runs) {
    line("runs", runs.getOutcome().name() + ", " + evidence(runs.getEvidence()));
    runs.getFailure().ifPresent(failure -> line("  failure", failure));
    runs.getSince().ifPresent(since -> line("  since", evidence(since)));
  }

  private void accuracy(AccuracyFacet accuracy) {
    line(
        "accuracy",
        accuracy.getOutcome().name()
            + " ["
            + configuration(accuracy.getConfiguration())
            + "], "
            + evidence(accuracy.getEvidence()));
    accuracy.getSince().ifPresent(since -> line("  since", evidence(since)));
  }

  private void tier(TierFacet tier) {
    line(
        "tier",
        tier.getTier().map(Enum::name).orElse("none reached")
            + " ["
            + configuration(tier.getConfiguration())
            + "], "
            + evidence(tier.getEvidence()));
    for (Check check : tier.getChecks()) {
      line(
          "  check",
          check.getTier().map(level -> level.name() + " ").orElse("")
              + check.getName()
              + " "
              + check.getOutcome().name());
    }
    for (Target target : tier.getTargets()) {
      line(
          "  target",
          target.getTier().name()
              + " "
              + target.getMetricName()
              + " "
              + target.getValue().map(JsonNumber::of).orElse("without a number"));
    }
  }

  private void performance(PerformanceFacet performance) {
    line(
        "performance",
        "["
            + configuration(performance.getConfiguration())
            + "] "
            + (performance.getStepName().isEmpty() ? "" : performance.getStepName() + ", ")
            + evidence(performance.getEvidence()));
    for (Measurement measurement : performance.getMeasurements()) {
      line("", measurement.getMetricName() + " " + value(measurement));
    }
  }

  private static String value(Measurement measurement) {
    return measurement
        .getValue()
        .map(
            value ->
                (Double.isFinite(value) ? JsonNumber.of(value) : value.toString())
                    + measurement.getUnit().map(unit -> " " + unit).orElse(""))
        .orElse("without a number");
  }

  static String configuration(Configuration configuration) {
    List<String> parts = new ArrayList<>();
    parts.add(configuration.getMode().name().toLowerCase(Locale.ROOT));
    configuration.getIsl().ifPresent(isl -> parts.add("isl " + isl));
    configuration.getOsl().ifPresent(osl -> parts.add("osl " + osl));
    configuration.getBatchSize().ifPresent(batch -> parts.add("batch " + batch));
    configuration.getPrecision().ifPresent(precision -> parts.add(precision));
    return String.join(" ", parts);
  }

  /** Where a claim comes from, in one line. */
  private static String evidence(Evidence evidence) {
    List<Optional<String>> parts =
        List.of(
            Optional.of("run " + evidence.getRunId() + " of " + evidence.getSource()),
            evidence.getEndedAt().map(Instant::toString),
            evidence.getGithubPipelineId().map(id -> "pipeline " + id),
            evidence.getGithubJobId().map(id -> "job " + id),
            evidence.getGitRepoName().map(repo -> "repository " + repo),
            evidence.getGitCommitHash().map(commit -> "commit " + commit),
            evidence.getOrigin().map(origin -> "from " + origin),
            evidence.getLink());
    return parts.stream().flatMap(Optional::stream).collect(Collectors.joining(", "));
  }

  private void text(String label, String text) {
    if (!text.isEmpty()) {
      line(label, text);
    }
  }

  private void line(String label, String text) {
    out.println(LABEL.formatted(label, clean(text)));
  }

  /** Names come from outside: none may move the cursor. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
