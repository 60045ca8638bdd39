package io.boardstream.matrix.fold;

/** What a conclusive run found of a facet. */
enum Finding {
  /** It ran; it passed. */
  GOOD(0),
  /** It failed. */
  BAD(1);

  /** Stands in stored keys: never changed, never used again. */
  final int code;

  Finding(int code) {
    this.code = code;
  }
}
