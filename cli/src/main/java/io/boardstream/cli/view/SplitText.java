package io.boardstream.cli.view;

import io.boardstream.matrix.regression.Change;
import io.boardstream.matrix.regression.DetectorRule;
import io.boardstream.matrix.regression.Split;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What speaks for and against a change, in words and columns. */
public final class SplitText {

  /** Heads of {@link #row}. */
  public static final List<String> COLUMNS =
      List.of(
          "from",
          "points",
          "before",
          "after",
          "shift",
          "spread",
          "beyond",
          "autocorr.",
          "evidence",
          "finding");

  private SplitText() {}

  /** Levels before and after, with the size of the shift. */
  public static String shift(Split split) {
    return "%s to %s (%s), evidence %s"
        .formatted(
            number(split.before()),
            number(split.after()),
            percent(split.relative()),
            decimals(split.evidence()));
  }

  /** Why a change was told at a point, or was not. */
  public static String verdict(
      Optional<Change> change, List<Split> asked, DetectorRule rule, List<Long> indexes) {
    if (change.isPresent()) {
      Split split = change.get().split();
      return "a change from %d on, %s; needed %s"
          .formatted(indexes.get((int) split.changedAt()), shift(split), decimals(rule.evidence()));
    }
    if (asked.isEmpty()) {
      return "no change can be seen yet: a level needs %d points (%d after a change), and %d more"
          .formatted(rule.firstReference(), rule.nextReference(), rule.fewest());
    }
    Split nearest =
        asked.stream()
            .max(
                Comparator.comparing(Split::finding)
                    .thenComparing(Split::evidence)
                    .thenComparing(split -> Math.abs(split.relative())))
            .orElseThrow();
    return "no change; the nearest is one from %d on, %s: %s"
        .formatted(indexes.get((int) nearest.changedAt()), shift(nearest), reason(nearest, rule));
  }

  private static String reason(Split split, DetectorRule rule) {
    return switch (split.finding()) {
      case TOO_SMALL -> "the shift is below the floor of " + percent(rule.floor());
      case NOT_APART ->
          "only %s of the %d points since lie beyond %s of those before, of %s needed"
              .formatted(
                  percent(split.apart()),
                  split.points(),
                  percent(rule.beyond()),
                  percent(rule.apart()));
      case TOO_LITTLE_EVIDENCE -> "needed " + decimals(rule.evidence());
      case CHANGED -> "all tests passed";
    };
  }

  /** The numbers of one place. */
  public static List<String> row(Split split, List<Long> indexes) {
    return List.of(
        String.valueOf(indexes.get((int) split.changedAt())),
        String.valueOf(split.points()),
        number(split.before()),
        number(split.after()),
        percent(split.relative()),
        number(split.spread()),
        percent(split.apart()),
        String.format(Locale.ROOT, "%.2f", split.autocorrelation()),
        decimals(split.evidence()),
        split.finding().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "?" : String.format(Locale.ROOT, "%.1f %%", part * 100);
  }

  static String number(double value) {
    return value == 0
        ? "0"
        : new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
