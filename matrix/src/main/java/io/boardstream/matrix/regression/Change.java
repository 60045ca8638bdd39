package io.boardstream.matrix.regression;

/**
 * A change of a series' level.
 *
 * @param detectedAt position (from 0) of the point that convinced
 * @param split where it began, and the numbers
 */
public record Change(long detectedAt, Split split) {

  /** Position (from 0) of the first point of the new level. */
  public long changedAt() {
    return split.changedAt();
  }

  /** Whether the level rose. */
  public boolean up() {
    return split.up();
  }
}
