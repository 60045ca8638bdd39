package io.boardstream.matrix.rows;

import io.boardstream.avro.BenchmarkRow;

/** What became of a raw row: a row of the contract, or a reason why it cannot be one. */
public sealed interface MappedRow {

  /** The row can be used. */
  record Accepted(BenchmarkRow row) implements MappedRow {}

  /**
   * The row cannot be used.
   *
   * @param rowId which row of its source
   * @param rule name of the rule that it breaks, for counting: one of the constants of {@link
   *     RowMapper}
   * @param reason for people: the column, its value, and what is allowed
   */
  record Rejected(String rowId, String rule, String reason) implements MappedRow {}
}
