package io.boardstream.matrix.regression;

/**
 * What decides about regressions besides the facts.
 *
 * @param isOn whether they are looked for at all
 * @param detector when the level of a series changed
 * @param measured when a worse finding of runs is believed
 * @param silence whether what stops to report is told
 */
public record RegressionRules(
    boolean isOn, DetectorRule detector, StatusRule measured, boolean silence) {

  /** As judged: see docs/guide/regressions.md. */
  public static final RegressionRules DEFAULT =
      new RegressionRules(true, DetectorRule.DEFAULT, StatusRule.MEASURED, true);

  /** Looks for nothing. */
  public static final RegressionRules OFF =
      new RegressionRules(false, DetectorRule.DEFAULT, StatusRule.MEASURED, false);
}
