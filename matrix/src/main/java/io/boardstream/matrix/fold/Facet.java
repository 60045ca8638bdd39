package io.boardstream.matrix.fold;

/** The independent questions about a cell, each answered by its own newest run. */
enum Facet {
  /** Every run, whatever came of it. */
  ATTEMPT(0),
  /** Did it compile and run; by finding. */
  RUNS(1),
  /** Did the accuracy check pass; by finding. */
  ACCURACY(2),
  /** Which targets were met. */
  TIER(3),
  /** What was measured; by configuration and step. */
  PERFORMANCE(4),
  /** The runs that checked targets, by pipeline. */
  TIER_PIPELINE(5);

  /** Stands in stored keys: never changed, never used again. */
  final int code;

  Facet(int code) {
    this.code = code;
  }
}
