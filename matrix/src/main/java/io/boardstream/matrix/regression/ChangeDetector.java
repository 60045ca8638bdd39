package io.boardstream.matrix.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds changes of the level of one series, one point at a time, in the order of events. It never
 * looks ahead: what it says at a point depends on that point and those before alone. State and cost
 * per point are bounded by the rule, not by the series. Gaps mean nothing to it: it counts points.
 */
public final class ChangeDetector {

  private final DetectorRule rule;
  private final Window window;
  private final SplitTest test;

  /** At the beginning of a series. */
  public ChangeDetector(DetectorRule rule) {
    this.rule = rule;
    this.window = new Window(rule);
    this.test = new SplitTest(rule);
  }

  /** Where {@link #state} was taken, under the same rule. */
  public static ChangeDetector resumed(DetectorRule rule, byte[] state) {
    ChangeDetector detector = new ChangeDetector(rule);
    detector.window.restore(state);
    return detector;
  }

  /**
   * The next point; empty while there is no news.
   *
   * @throws IllegalArgumentException for what is not a number
   */
  public Optional<Change> add(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a point of a series must be a number, not " + value);
    }
    window.add(value + 0.0);
    Split split = test.change(window);
    if (split == null) {
      return Optional.empty();
    }
    long detectedAt = window.position(window.size() - 1);
    window.changed(
        Math.toIntExact(split.changedAt() - window.position(0)), split.before(), split.spread());
    return Optional.of(new Change(detectedAt, split));
  }

  /**
   * What would be asked of each possible place of a change if this were the next point, earliest
   * place first; empty while the series is too short. Changes nothing.
   */
  public List<Split> examine(double next) {
    ChangeDetector copy = resumed(rule, state());
    copy.window.add(next + 0.0);
    List<Split> splits = new ArrayList<>();
    copy.test.explain(copy.window, splits::add);
    return splits;
  }

  /** All that is remembered, in a few kilobytes at most. */
  public byte[] state() {
    return window.bytes();
  }
}
