package io.boardstream.benchmarks;

import java.util.Arrays;

/**
 * When each row was committed and when it was first seen in a document, by {@link System#nanoTime}.
 * Row {@code n} is of model {@code n % models}. Told by several threads.
 */
final class Sightings {

  private static final long NEVER = Long.MIN_VALUE;

  private final int models;
  private final long[] committed;
  private final long[] seen;
  private final boolean[] superseded;
  private final int[] nextOfModel;
  private int left;

  Sightings(int rows, int models) {
    this.models = models;
    committed = new long[rows];
    seen = new long[rows];
    superseded = new boolean[rows];
    nextOfModel = new int[models];
    left = rows;
    Arrays.fill(committed, NEVER);
    Arrays.fill(seen, NEVER);
    Arrays.setAll(nextOfModel, model -> model);
  }

  synchronized void committed(int row, long at) {
    committed[row] = at;
  }

  /**
   * A document was seen.
   *
   * @param newest the newest row that it shows; those of the model before it have had their effect
   */
  synchronized void seen(int model, int newest, long at) {
    if (newest < 0 || newest >= seen.length || newest % models != model) {
      return; // No document of these rows.
    }
    for (int row = nextOfModel[model]; row <= newest; row += models) {
      seen[row] = at;
      superseded[row] = row != newest;
      nextOfModel[model] = row + models;
      left--;
    }
  }

  /** Rows that were not seen yet. */
  synchronized int left() {
    return left;
  }

  /** Whether the first document that had the row had a newer one of its model as well. */
  synchronized boolean isSuperseded(int row) {
    return superseded[row];
  }

  /** Time from commit to document, ms, of a row that was seen. */
  synchronized double latencyMillis(int row) {
    if (committed[row] == NEVER || seen[row] == NEVER) {
      throw new IllegalStateException("Row " + row + " has not come through");
    }
    return (seen[row] - committed[row]) / 1e6;
  }
}
