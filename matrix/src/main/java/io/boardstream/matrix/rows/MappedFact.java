package io.boardstream.matrix.rows;

/**
 * What mapping a row of the normalised tables gave: a fact, or why there is none.
 *
 * @param <T> type of the fact
 */
public sealed interface MappedFact<T> {

  /** The row could be used. */
  record Accepted<T>(T fact) implements MappedFact<T> {}

  /**
   * The row could not be used.
   *
   * @param rule stable name of the rule that it broke, such as {@link RowMapper#RULE_NUMBER}
   * @param reason which column held what, and why that is no such value
   */
  record Rejected<T>(String rule, String reason) implements MappedFact<T> {}
}
