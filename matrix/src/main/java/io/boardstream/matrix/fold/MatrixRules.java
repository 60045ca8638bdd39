package io.boardstream.matrix.fold;

import io.boardstream.matrix.evidence.StatusRule;
import io.boardstream.matrix.identity.VariantIds;
import java.time.Duration;

/**
 * Settings of the domain.
 *
 * @param staleAfter how long the word of a cell holds after its newest conclusive run; readers call
 *     it stale from then on
 * @param statusRule when a run counts as support
 * @param variantIds whether the precisions of a model are documents of their own
 */
public record MatrixRules(Duration staleAfter, StatusRule statusRule, VariantIds variantIds) {

  public MatrixRules {
    if (staleAfter.isNegative() || staleAfter.isZero()) {
      throw new IllegalArgumentException("staleAfter must be positive, not " + staleAfter);
    }
  }

  /** By evidence, and a document per precision. */
  public MatrixRules(Duration staleAfter) {
    this(staleAfter, StatusRule.EVIDENCE, VariantIds.VARIANT);
  }
}
