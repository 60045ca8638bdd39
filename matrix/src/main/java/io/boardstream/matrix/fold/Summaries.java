package io.boardstream.matrix.fold;

import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.summary.ModelSummary;
import io.boardstream.matrix.summary.SummaryMerge;
import java.util.Collection;
import java.util.Optional;

/** What each model contributes to the summary, and the sum. */
public final class Summaries {

  /** Scope of the whole matrix; no model id, which is never a single word without a precision. */
  public static final String ALL = "all";

  /** Scope of all that agents tried. */
  public static final String ATTEMPTS = "attempts";

  private Summaries() {}

  /** The contribution of one model; one that counts no model when it is gone. */
  public static MatrixSummary of(String modelId, Optional<ModelCompatibility> model) {
    return ModelSummary.of(modelId, model);
  }

  public static MatrixSummary sum(Collection<MatrixSummary> contributions) {
    return SummaryMerge.sum(ALL, contributions);
  }

  /** Of the numbers of all tasks that have attempts. */
  public static MatrixSummary attempts(Collection<MatrixSummary> contributions) {
    return SummaryMerge.sum(ATTEMPTS, contributions);
  }
}
