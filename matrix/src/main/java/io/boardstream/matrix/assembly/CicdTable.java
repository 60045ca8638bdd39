package io.boardstream.matrix.assembly;

import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;

/** The four tables. */
public enum CicdTable {
  PIPELINES(1, 0),
  JOBS(1, 1),
  RUNS(2, 0),
  MEASUREMENTS(2, 1);

  /** Same for tables whose rows meet; stands in stored keys: never changed. */
  final int family;

  /** 0 for the one that others belong to; stands in stored keys: never changed. */
  final int generation;

  CicdTable(int family, int generation) {
    this.family = family;
    this.generation = generation;
  }

  /** The topic that its rows are on. */
  public Topic topic() {
    return switch (this) {
      case PIPELINES -> TopicCatalogue.CICD_PIPELINES;
      case JOBS -> TopicCatalogue.CICD_JOBS;
      case RUNS -> TopicCatalogue.CICD_RUNS;
      case MEASUREMENTS -> TopicCatalogue.CICD_MEASUREMENTS;
    };
  }

  /** Whether a key can be one of this table: it has as many parts as it takes. */
  boolean hasKey(String key) {
    return CicdKeys.parts(key).size() == 2 + generation;
  }
}
