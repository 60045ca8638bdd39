package io.boardstream.batch;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the rows: each was applied, rejected with a reason, or filtered by a named rule.
 *
 * @param read all rows
 * @param applied rows that are in the documents
 * @param filtered rows that a rule leaves out, by name of the rule
 * @param rejected rows that could not be used, by name of the rule that they break
 */
public record RowCounts(
    long read,
    long applied,
    SortedMap<String, Long> filtered,
    SortedMap<String, Rejected> rejected) {

  /** The rule that leaves out rows which name no model. */
  public static final String NO_MODEL = "no-model";

  /**
   * Rows that break one rule.
   *
   * @param count how many
   * @param example reason of the first of them, with its row id
   */
  public record Rejected(long count, String example) {}

  public RowCounts {
    filtered = Collections.unmodifiableSortedMap(new TreeMap<>(filtered));
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
  }
}
