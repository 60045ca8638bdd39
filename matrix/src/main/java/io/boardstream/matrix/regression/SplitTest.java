package io.boardstream.matrix.regression;

import io.boardstream.matrix.regression.Split.Finding;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks of each place near the end of a window whether the level changed there. */
final class SplitTest {

  /** Standard deviations of a normal distribution for a median distance, and for the quartiles. */
  private static final double OF_MEDIAN_DISTANCE = 1.4826;

  private static final double OF_QUARTILES = 1 / 1.349;

  /** Variance of a median of n points is this part of the points' own, over n. */
  private static final double OF_MEDIAN = Math.PI / 2;

  private final DetectorRule rule;
  private final Sorted own;
  private final Sorted reference;
  private final Sorted since;
  private final Sorted scratch;
  private final Scatter scatter;

  SplitTest(DetectorRule rule) {
    this.rule = rule;
    this.own = new Sorted(rule.reference() + rule.newest());
    this.reference = new Sorted(rule.reference());
    this.since = new Sorted(rule.newest());
    this.scratch = new Sorted(rule.reference());
    this.scatter = new Scatter(rule.reference(), rule.surprise());
  }

  /** The place with the most evidence that passes all tests, the latest of equals; or null. */
  @Nullable Split change(Window window) {
    Best best = new Best();
    test(window, false, best);
    return best.split;
  }

  /** All places with all their numbers, earliest first; slower. */
  void explain(Window window, Consumer<Split> splits) {
    test(window, true, splits);
  }

  private static final class Best implements Consumer<Split> {
    private @Nullable Split split;

    @Override
    public void accept(Split next) {
      if (next.finding() == Finding.CHANGED
          && (split == null || next.evidence() >= split.evidence())) {
        split = next;
      }
    }
  }

  private void test(Window window, boolean whole, Consumer<Split> splits) {
    int least = window.carries() ? rule.nextReference() : rule.firstReference();
    int first = Math.max(least, window.size() - rule.newest());
    int last = window.size() - rule.fewest();
    if (first > last) {
      return;
    }
    own.clear();
    since.clear();
    for (int i = Math.max(0, first - rule.reference()); i < first; i++) {
      own.add(window.point(i));
    }
    for (int i = first; i < window.size(); i++) {
      since.add(window.point(i));
    }
    for (int at = first; at <= last; at++) {
      if (at > first) {
        double moved = window.point(at - 1);
        since.remove(moved);
        own.add(moved);
        if (own.size() > rule.reference()) {
          own.remove(window.point(at - 1 - rule.reference()));
        }
      }
      Split split = at(window, at, whole);
      if (split != null) {
        splits.accept(split);
      }
    }
  }

  private @Nullable Split at(Window window, int at, boolean whole) {
    double level = own.median();
    double shift = since.median() - level;
    double size = level == 0 ? Math.abs(shift) : Math.abs(level);
    boolean large = Math.abs(shift) >= rule.floor() * size && shift != 0;
    if (!large && !whole) {
      return null;
    }
    int carried = fill(window, level);
    double spread = spread(level, rule.least() * size);
    boolean up = shift > 0;
    double apart = since.partBeyond(reference.quantile(up ? rule.beyond() : 1 - rule.beyond()), up);
    boolean far = apart >= rule.apart();
    if (!far && !whole) {
      return null;
    }
    double correlation = window.correlation(at, own.size(), level, spread);
    double evidence = spread == 0 ? 0 : evidence(shift, size, spread, correlation, whole);
    Finding finding =
        !large
            ? Finding.TOO_SMALL
            : !far
                ? Finding.NOT_APART
                : evidence < rule.evidence() ? Finding.TOO_LITTLE_EVIDENCE : Finding.CHANGED;
    return new Split(
        window.position(at),
        level,
        level + shift,
        spread,
        since.size(),
        reference.size(),
        carried,
        apart,
        correlation,
        evidence,
        finding);
  }

  /** The points before, and as many of the scatter carried from earlier as there is room. */
  private int fill(Window window, double level) {
    reference.copy(own);
    int carried = window.carriedBeside(own.size());
    for (int i = 0; i < carried; i++) {
      reference.add(window.carriedPoint(i, level));
    }
    return carried;
  }

  private double spread(double level, double least) {
    double ofDistances = OF_MEDIAN_DISTANCE * reference.medianDistance(level, scratch);
    double ofQuartiles = OF_QUARTILES * (reference.quantile(0.75) - reference.quantile(0.25));
    return Math.max(least, Math.max(ofDistances, ofQuartiles));
  }

  /** How much likelier the points since are under the best of a few shifts, after discounts. */
  private double evidence(
      double shift, double size, double spread, double correlation, boolean whole) {
    double smoothing = rule.bandwidth() * StrictMath.pow(reference.size(), -0.2);
    // The level itself is an estimate, from the points of its own alone.
    double ofLevel = OF_MEDIAN / own.size();
    scatter.of(reference, spread * Math.sqrt(smoothing * smoothing + ofLevel));
    // Correlated points say less than their number; a small reference deserves less trust.
    double discount =
        (1 - correlation) / (1 + correlation) / (1 + rule.caution() / reference.size());
    double unchanged = scatter.logLikelihood(since, 0);
    if (!whole
        && (scatter.bestLogLikelihood(since.size()) - unchanged) * discount < rule.evidence()) {
      return 0;
    }
    double best = scatter.logLikelihood(since, shift);
    for (double part : new double[] {0.25, 0.75}) {
      double other = since.quantile(part) - reference.quantile(part);
      if (other * shift > 0 && Math.abs(other) >= rule.floor() * size) {
        best = Math.max(best, scatter.logLikelihood(since, other));
      }
    }
    return (best - unchanged) * discount;
  }
}
