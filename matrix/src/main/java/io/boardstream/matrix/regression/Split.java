package io.boardstream.matrix.regression;

/**
 * What speaks for a change at one place of a series, with the numbers.
 *
 * @param changedAt position (from 0) of the first point of the new level, if there is one
 * @param before level of the reference: its median
 * @param after level of the points since
 * @param spread robust scatter of the reference, in the unit of the series
 * @param points points since
 * @param reference points of the reference
 * @param carried points of the reference that stand for the scatter before an earlier change
 * @param apart part of the points since that lie beyond most of the reference, towards the shift
 * @param autocorrelation of successive points of the reference, as far as it counts
 * @param evidence log-likelihood ratio of shifted against unchanged, after all discounts; NaN where
 *     an earlier test had failed
 * @param finding the first test that failed, or {@link Finding#CHANGED}
 */
public record Split(
    long changedAt,
    double before,
    double after,
    double spread,
    int points,
    int reference,
    int carried,
    double apart,
    double autocorrelation,
    double evidence,
    Finding finding) {

  /** Why a place is no change, in the order of the tests. */
  public enum Finding {
    /** The shift of the level is below the floor. */
    TOO_SMALL,
    /** Too many points since lie where points before lay. */
    NOT_APART,
    /** The points since are not unlikely enough without a change. */
    TOO_LITTLE_EVIDENCE,
    /** All tests passed. */
    CHANGED
  }

  /** The shift as a part of the level before; NaN when that is zero. */
  public double relative() {
    return before == 0 ? Double.NaN : (after - before) / Math.abs(before);
  }

  /** Whether the level rose. */
  public boolean up() {
    return after > before;
  }
}
