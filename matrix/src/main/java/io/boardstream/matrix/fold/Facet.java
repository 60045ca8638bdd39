package io.boardstream.matrix.fold;

/** The independent questions about a cell, each answered by its own newest run. The order is part of stored keys: append only. */
enum Facet {
  /** Every run, whatever came of it. */
  ATTEMPT,
  /** Did it compile and run; by verdict. */
  RUNS,
  /** Did the accuracy check pass; by verdict. */
  ACCURACY,
  /** Which targets were met. */
  TIER,
  /** What was measured; by configuration. */
  PERFORMANCE
}
