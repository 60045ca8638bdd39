package io.boardstream.matrix.fold;

import java.time.Duration;

/**
 * Settings of the domain.
 *
 * @param staleAfter how long the word of a cell holds after its newest conclusive run; readers call
 *     it stale from then on
 */
public record MatrixRules(Duration staleAfter) {

  public MatrixRules {
    if (staleAfter.isNegative() || staleAfter.isZero()) {
      throw new IllegalArgumentException("staleAfter must be positive, not " + staleAfter);
    }
  }
}
