package io.boardstream.matrix.fold;

import io.boardstream.matrix.evidence.StatusRule;
import io.boardstream.matrix.identity.VariantIds;
import io.boardstream.matrix.regression.RegressionRules;
import java.time.Duration;

/**
 * Settings of the domain.
 *
 * @param staleAfter how long the word of a cell holds after its newest conclusive run; readers call
 *     it stale from then on
 * @param statusRule when a run counts as support
 * @param variantIds whether the precisions of a model are documents of their own
 * @param regressions when something got worse
 */
public record MatrixRules(
    Duration staleAfter,
    StatusRule statusRule,
    VariantIds variantIds,
    RegressionRules regressions) {

  public MatrixRules {
    if (staleAfter.isNegative() || staleAfter.isZero()) {
      throw new IllegalArgumentException("staleAfter must be positive, not " + staleAfter);
    }
  }

  /** With the rules for regressions that were judged. */
  public MatrixRules(Duration staleAfter, StatusRule statusRule, VariantIds variantIds) {
    this(staleAfter, statusRule, variantIds, RegressionRules.DEFAULT);
  }

  /** By evidence, and a document per precision. */
  public MatrixRules(Duration staleAfter) {
    this(staleAfter, StatusRule.EVIDENCE, VariantIds.VARIANT);
  }
}
