package io.boardstream.matrix.regression;

/**
 * When a worse word is believed.
 *
 * @param confirmations how many times in a row it must be found: 1 for what somebody decided (a
 *     tier, an editor's word), 2 for what a run found, as a run can fail for reasons of its own
 * @param learnsFlakiness whether something that failed and came back by itself must fail for longer
 *     than it did then before it counts as broken
 */
public record StatusRule(int confirmations, boolean learnsFlakiness) {

  /** Words that somebody decided on: tiers, rows of a table of support. */
  public static final StatusRule DECIDED = new StatusRule(1, false);

  /** Outcomes of runs: ran or failed, accuracy, how far a compile got. */
  public static final StatusRule MEASURED = new StatusRule(2, true);

  /** Checks that there is something to confirm. */
  public StatusRule {
    if (confirmations < 1) {
      throw new IllegalArgumentException(
          "confirmations is " + confirmations + ", but must be at least 1");
    }
  }
}
