package io.boardstream.matrix.regression;

/**
 * How bad a regression is: by what was measured alone. How many people use a model is not known
 * here, so it is not part of it.
 */
public enum Severity {
  /** Less than a tenth lost. */
  MINOR,
  /** A tenth or more lost. */
  MAJOR,
  /** A quarter or more lost, or a tier, or it does not run any more. */
  CRITICAL;

  private static final double MAJOR_FROM = 0.10;
  private static final double CRITICAL_FROM = 0.25;

  /**
   * By the part lost.
   *
   * @param relative shift as a part of the level before, up or down; NaN when that was zero
   */
  public static Severity ofLoss(double relative) {
    double size = Math.abs(relative);
    if (Double.isNaN(size)) {
      return MAJOR;
    }
    return size >= CRITICAL_FROM ? CRITICAL : size >= MAJOR_FROM ? MAJOR : MINOR;
  }
}
