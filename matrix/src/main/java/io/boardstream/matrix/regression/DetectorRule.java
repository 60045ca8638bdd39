package io.boardstream.matrix.regression;

/**
 * When a shift of a series' level counts as a change. The defaults are one configuration for all
 * series; docs/decisions/0035 says how they were found and how little hangs on each.
 *
 * @param reference points before a change that say what is usual, at most; the state of a series
 *     grows with it. More sees rarer habits of a machine, and follows a drift later.
 * @param newest points after a change that are looked at, at most: a change that has not convinced
 *     by then is never told.
 * @param fewest points after a change, at least. Three outliers in a row are no change, so 4 is the
 *     least that makes sense; more alerts later.
 * @param firstReference points that a series needs before its first change can be seen.
 * @param nextReference the same after a change, when the scatter of before is still known.
 * @param floor smallest shift that counts, as a part of the level before: noise of no interest
 *     below it. Written a little under the 2 % that it stands for, as levels are estimates.
 * @param least scatter that is always reckoned with, as a part of the level: a series that stood
 *     still for weeks has not promised to do so.
 * @param bandwidth width of the kernel that smooths the scatter seen before, in units of {@code
 *     scatter * points^(-1/5)}.
 * @param surprise likelihood left for what was never seen, relative to the likeliest value: bounds
 *     what one point can say to {@code ln(1 / surprise)}.
 * @param apart part of the points after that must lie beyond {@code beyond}.
 * @param beyond part of the points before that this bound leaves behind.
 * @param evidence natural logarithm of how many times likelier the points after must be under the
 *     shift than without it.
 * @param caution a reference of this many points asks for twice the evidence, one of twice as many
 *     for one and a half times.
 */
public record DetectorRule(
    int reference,
    int newest,
    int fewest,
    int firstReference,
    int nextReference,
    double floor,
    double least,
    double bandwidth,
    double surprise,
    double apart,
    double beyond,
    double evidence,
    double caution) {

  /** The configuration that all series share. */
  public static final DetectorRule DEFAULT =
      new DetectorRule(80, 20, 4, 15, 6, 0.018, 0.006, 1.2, 0.02, 0.8, 0.8, 8.5, 8.0);

  /** Checks that the numbers make a rule. */
  public DetectorRule {
    require(fewest >= 2, "fewest", fewest, "at least 2");
    require(newest >= fewest, "newest", newest, "at least fewest");
    require(nextReference >= 2, "nextReference", nextReference, "at least 2");
    require(firstReference >= nextReference, "firstReference", firstReference, "more than next");
    require(reference >= firstReference, "reference", reference, "at least firstReference");
    require(floor > 0 && floor < 1, "floor", floor, "between 0 and 1");
    require(least > 0 && least < 1, "least", least, "between 0 and 1");
    require(bandwidth > 0, "bandwidth", bandwidth, "above 0");
    require(surprise > 0 && surprise < 1, "surprise", surprise, "between 0 and 1");
    require(apart >= 0 && apart <= 1, "apart", apart, "between 0 and 1");
    require(beyond >= 0.5 && beyond <= 1, "beyond", beyond, "between 0.5 and 1");
    require(evidence > 0, "evidence", evidence, "above 0");
    require(caution >= 0, "caution", caution, "at least 0");
  }

  private static void require(boolean holds, String name, double value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", but must be " + range);
    }
  }
}
