package io.boardstream.matrix.evidence;

/** When a benchmark run counts as support. */
public enum StatusRule {
  /** When it measured something above zero; targets and checks never count. */
  EVIDENCE,
  /**
   * When any of its numbers is present and not zero, those of targets and checks included: the rule
   * of the older pipeline, for sites that replace it.
   */
  ANY_METRIC
}
