package io.boardstream.cli;

import io.boardstream.avro.Evidence;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionKind;
import io.boardstream.avro.RegressionLevel;
import io.boardstream.avro.RegressionWord;
import java.io.PrintWriter;
import java.util.Locale;

/** A regression for people. */
final class RegressionText {

  private RegressionText() {}

  /** How much, in a few words. */
  static String what(Regression one) {
    if (one.getWord() == RegressionWord.SILENCE) {
      return "silent since " + one.getBeganAt().map(Object::toString).orElse("?");
    }
    if (one.getKind() == RegressionKind.PERFORMANCE) {
      return "%s -> %s %s%s"
          .formatted(
              number(one.getBaseline()),
              number(one.getLevel()),
              one.getUnit().orElse(""),
              one.getRelative()
                  .map(part -> String.format(Locale.ROOT, " (%+.1f %%)", 100 * part))
                  .orElse(""));
    }
    return one.getBaseline().getWord().orElse("?") + " -> " + one.getLevel().getWord().orElse("?");
  }

  /** What of the cell it is about. */
  static String series(Regression one) {
    String start = one.getModelId() + "/" + one.getDeviceId() + "/";
    return one.getSeriesId().startsWith(start)
        ? one.getSeriesId().substring(start.length())
        : one.getSeriesId();
  }

  /** A line of news. */
  static String line(Regression one) {
    return "%s  %-9s %-8s %s  %s  %s  incident %s"
        .formatted(
            one.getChangedAt().map(Object::toString).orElse("-"),
            one.getWord() == RegressionWord.REGRESSION ? one.getState() : one.getWord(),
            one.getSeverity(),
            one.getSeriesId(),
            what(one),
            one.getFirstBad().getGitCommitHash().map(commit -> "since " + commit).orElse(""),
            one.getIncidentId());
  }

  /** All of it, line by line. */
  static void print(Regression one, PrintWriter out) {
    out.println(
        "%s %s %s on %s: %s"
            .formatted(
                one.getSeverity(),
                one.getState(),
                one.getMlModelName(),
                one.getDeviceId(),
                what(one)));
    put(out, "series", one.getSeriesId());
    put(out, "regression", one.getRegressionId());
    put(out, "incident", one.getIncidentId());
    if (one.getKind() == RegressionKind.PERFORMANCE) {
      put(out, "baseline", level(one.getBaseline(), one));
      put(out, "level", level(one.getLevel(), one));
      one.getConfidence()
          .ifPresent(part -> put(out, "confidence", String.format(Locale.ROOT, "%.4f", part)));
    }
    one.getLastGood().ifPresent(run -> put(out, "last good run", run(run)));
    put(out, "first bad run", run(one.getFirstBad()));
    put(out, "told by run", run(one.getToldBy()));
    one.getCommitsLink().ifPresent(link -> put(out, "changes", link));
    one.getFailureCategory().ifPresent(category -> put(out, "failure kind", category));
    one.getFailure().ifPresent(failure -> put(out, "failure", failure));
    one.getMovedWith().forEach(series -> put(out, "moved with", series));
    if (one.getMovedWithCount() > one.getMovedWith().size()) {
      put(out, "moved with", "and more: %d in all".formatted(one.getMovedWithCount()));
    }
  }

  private static void put(PrintWriter out, String name, String value) {
    out.println("  %-14s %s".formatted(name, value.replaceAll("\\p{Cntrl}+", " ")));
  }

  private static String level(RegressionLevel level, Regression one) {
    return "%s %s, spread %s, %d points"
        .formatted(
            number(level),
            one.getUnit().orElse(""),
            level.getSpread().map(RegressionText::number).orElse("?"),
            level.getPoints());
  }

  private static String run(Evidence run) {
    return "%s %s%s%s"
        .formatted(
            run.getRunId(),
            run.getEndedAt().map(Object::toString).orElse(""),
            run.getGitCommitHash().map(commit -> " at " + commit).orElse(""),
            run.getLink().map(link -> " " + link).orElse(""));
  }

  private static String number(RegressionLevel level) {
    return level.getValue().map(RegressionText::number).orElse("?");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
