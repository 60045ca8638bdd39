package io.boardstream.matrix.regression;

import io.boardstream.avro.Direction;
import io.boardstream.matrix.regression.OrderedSeries.Dated;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the changes of a series mean to those who run it: a regression opens, worsens, eases and
 * recovers; a gain over what was usual is an improvement. A pure function of the changes.
 */
public final class PerformanceHistory {

  /** What happened. */
  public enum Happening {
    /** The level got worse than what was usual. */
    OPENED,
    /** It got worse once more; the same regression. */
    WORSENED,
    /** It got better, but not well; the same regression. */
    EASED,
    /** It is as good as before the regression, or nearly. */
    RECOVERED,
    /** Better than before, without a regression: information, nothing to act on. */
    IMPROVED
  }

  /** What is left of a loss may be this part of it and count as recovered. */
  private static final double LEFT = 0.25;

  /**
   * One thing that happened.
   *
   * @param regression first point of the regression that it is about (with the series its stable
   *     id); of the change itself when it is an improvement
   * @param baseline level before the regression opened
   * @param change when, and the numbers
   */
  public record Event<K>(Happening happening, K regression, double baseline, Dated<K> change) {

    /** Level since, as a part of the baseline more or less; NaN when that is zero. */
    public double relative() {
      double after = change.change().split().after();
      return baseline == 0 ? Double.NaN : (after - baseline) / Math.abs(baseline);
    }
  }

  /**
   * A regression that has not recovered.
   *
   * @param baseline level before it
   * @param opened the change that began it
   * @param newest the last change of it
   */
  public record Open<K>(double baseline, Dated<K> opened, Dated<K> newest) {

    /** Names it, within its series, as long as no correction moves its beginning. */
    public K id() {
      return opened.first();
    }

    /** How bad it is: by its size alone. */
    public Severity severity() {
      return Severity.ofLoss(
          baseline == 0
              ? Double.NaN
              : (newest.change().split().after() - baseline) / Math.abs(baseline));
    }
  }

  private PerformanceHistory() {}

  /** All that happened, in order. Nothing to a metric without a direction. */
  public static <K> List<Event<K>> events(Direction better, List<Dated<K>> changes) {
    List<Event<K>> events = new ArrayList<>();
    @Nullable Open<K> open = null;
    for (Dated<K> change : better == Direction.NONE ? List.<Dated<K>>of() : changes) {
      Split split = change.change().split();
      boolean worse = split.up() == (better == Direction.LOWER_IS_BETTER);
      if (open == null) {
        if (worse) {
          open = new Open<>(split.before(), change, change);
        }
        Happening happening = worse ? Happening.OPENED : Happening.IMPROVED;
        events.add(new Event<>(happening, change.first(), split.before(), change));
      } else {
        boolean well = !worse && recovered(open, split, better);
        Happening happening =
            worse ? Happening.WORSENED : well ? Happening.RECOVERED : Happening.EASED;
        events.add(new Event<>(happening, open.id(), open.baseline(), change));
        open = well ? null : new Open<>(open.baseline(), open.opened(), change);
      }
    }
    return events;
  }

  /** The regression that is open after all of them. */
  public static <K> Optional<Open<K>> open(Direction better, List<Dated<K>> changes) {
    @Nullable Dated<K> opened = null;
    @Nullable Event<K> last = null;
    for (Event<K> event : events(better, changes)) {
      if (event.happening() == Happening.OPENED) {
        opened = event.change();
      } else if (event.happening() == Happening.RECOVERED) {
        opened = null;
      }
      last = event;
    }
    return opened == null || last == null
        ? Optional.empty()
        : Optional.of(new Open<>(last.baseline(), opened, last.change()));
  }

  /** By the level: most of the loss is regained. */
  private static <K> boolean recovered(Open<K> open, Split now, Direction better) {
    double sign = better == Direction.LOWER_IS_BETTER ? 1 : -1;
    double left = (now.after() - open.baseline()) * sign;
    double lost = (open.opened().change().split().after() - open.baseline()) * sign;
    return left <= LEFT * lost || left <= 0;
  }
}
