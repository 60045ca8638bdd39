package io.boardstream.matrix.settings;

import io.boardstream.matrix.regression.DetectorRule;
import io.boardstream.matrix.regression.RegressionRules;
import io.boardstream.matrix.regression.StatusRule;
import java.util.List;
import java.util.Map;

/** When something got worse. What is open changes with them, and so do documents. */
public final class RegressionKeys {

  public static final MatrixSettings.Key DETECTION =
      new MatrixSettings.Key(
          "regressions.detection",
          "on",
          "Whether regressions are looked for: 'on' or 'off'. Switched off, what was open stays as"
              + " it was. Needs a restart.");

  public static final MatrixSettings.Key FLOOR_PERCENT =
      new MatrixSettings.Key(
          "regressions.floor.percent",
          "1.8",
          "Smallest shift of a level that counts, in percent of the level before, 0.1 to 99. Too"
              + " low tells what nobody acts on. Needs a restart.");

  public static final MatrixSettings.Key EVIDENCE =
      new MatrixSettings.Key(
          "regressions.evidence",
          "8.5",
          "Natural logarithm of how many times likelier the points since must be under a shift, 1"
              + " to 100. Too low takes noise for changes; too high tells them late, or never. Needs"
              + " a restart.");

  public static final MatrixSettings.Key FEWEST =
      new MatrixSettings.Key(
          "regressions.points.fewest",
          "4",
          "Points of the new level before a shift is told, 2 to 20. Fewer than four take outliers in"
              + " a row for a change. Needs a restart.");

  public static final MatrixSettings.Key CONFIRMATIONS =
      new MatrixSettings.Key(
          "regressions.confirmations",
          "2",
          "Pipelines in a row that must find a worse word before it is believed, 1 to 20. With one,"
              + " every bad night is told. Needs a restart.");

  public static final MatrixSettings.Key SILENCE =
      new MatrixSettings.Key(
          "regressions.silence",
          "on",
          "Whether it is told when a model stops to report on a device, by its own habit: 'on' or"
              + " 'off'. Needs a restart.");

  /** All keys, in the order in which they are documented. */
  public static final List<MatrixSettings.Key> KEYS =
      List.of(DETECTION, FLOOR_PERCENT, EVIDENCE, FEWEST, CONFIRMATIONS, SILENCE);

  private RegressionKeys() {}

  /**
   * The rules that the settings make.
   *
   * @param values key to text; a missing key takes its default, other keys are ignored
   * @throws IllegalArgumentException naming the key and what is allowed
   */
  public static RegressionRules rules(Map<String, String> values) {
    DetectorRule base = DetectorRule.DEFAULT;
    double floor = number(values, FLOOR_PERCENT, 0.1, 99);
    int fewest = (int) number(values, FEWEST, 2, base.newest());
    DetectorRule detector =
        new DetectorRule(
            base.reference(),
            base.newest(),
            fewest,
            base.firstReference(),
            base.nextReference(),
            FLOOR_PERCENT.in(values).equals(FLOOR_PERCENT.defaultValue())
                ? base.floor()
                : floor / 100,
            base.least(),
            base.bandwidth(),
            base.surprise(),
            base.apart(),
            base.beyond(),
            number(values, EVIDENCE, 1, 100),
            base.caution());
    return new RegressionRules(
        DETECTION.isFirstOf(values, "on", "off"),
        detector,
        new StatusRule((int) number(values, CONFIRMATIONS, 1, 20), true),
        SILENCE.isFirstOf(values, "on", "off"));
  }

  private static double number(
      Map<String, String> values, MatrixSettings.Key key, double least, double most) {
    String text = key.in(values);
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that also fits a number out of range.
    }
    throw key.invalid(text, "a number from %s to %s".formatted(least, most));
  }
}
