package io.boardstream.notifier;

import io.boardstream.avro.Evidence;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionKind;
import io.boardstream.avro.RegressionLevel;
import io.boardstream.avro.RegressionWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an incident reads: what, where, how much, since which run and commit. */
final class Wording {

  private static final int MOST_SERIES = 10;

  private final String template;

  /**
   * Words by a template.
   *
   * @param template of a title, with {state}, {severity}, {model}, {device}, {what}, {incident}
   */
  Wording(String template) {
    this.template = template;
  }

  String title(Letter letter) {
    Regression worst = letter.worst();
    return template
        .replace("{state}", letter.state().name())
        .replace("{severity}", letter.severity().name())
        .replace("{model}", worst.getMlModelName())
        .replace("{device}", worst.getDeviceId())
        .replace("{what}", what(worst))
        .replace("{incident}", letter.incidentId());
  }

  /** One line of each series, and where to look. */
  List<String> lines(Letter letter) {
    List<String> lines = new ArrayList<>();
    letter.series().stream()
        .limit(MOST_SERIES)
        .forEach(one -> lines.add(one.getSeriesId() + ": " + what(one)));
    if (letter.series().size() > MOST_SERIES) {
      lines.add("and %d more".formatted(letter.series().size() - MOST_SERIES));
    }
    Regression worst = letter.worst();
    lines.add(run("first bad run", worst.getFirstBad()));
    worst.getLastGood().ifPresent(good -> lines.add(run("last good run", good)));
    worst.getCommitsLink().ifPresent(link -> lines.add("changes between: " + link));
    worst.getFailure().ifPresent(failure -> lines.add("failure: " + firstLine(failure)));
    lines.add("boardstream regressions show " + letter.incidentId());
    return lines;
  }

  static String what(Regression one) {
    if (one.getWord() == RegressionWord.SILENCE) {
      return "nothing reported since "
          + one.getBeganAt().map(Object::toString).orElse("an unknown time");
    }
    if (one.getKind() == RegressionKind.PERFORMANCE) {
      return "%s %s to %s %s%s"
          .formatted(
              one.getMetricName().orElse(""),
              number(one.getBaseline()),
              number(one.getLevel()),
              one.getUnit().orElse(""),
              one.getRelative()
                  .map(part -> String.format(Locale.ROOT, " (%+.1f %%)", 100 * part))
                  .orElse(""))
          .strip();
    }
    return "%s %s to %s"
        .formatted(
            one.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            one.getBaseline().getWord().orElse("?"),
            one.getLevel().getWord().orElse("?"));
  }

  private static String number(RegressionLevel level) {
    return level.getValue().map(value -> String.format(Locale.ROOT, "%.4g", value)).orElse("?");
  }

  private static String run(String which, Evidence run) {
    return "%s: %s%s%s"
        .formatted(
            which,
            run.getRunId(),
            run.getGitCommitHash().map(commit -> " at " + commit).orElse(""),
            run.getLink().map(link -> " " + link).orElse(""));
  }

  private static String firstLine(String text) {
    Optional<String> line = text.lines().filter(one -> !one.isBlank()).findFirst();
    return line.map(one -> one.length() <= 300 ? one : one.substring(0, 300) + "…").orElse("");
  }
}
