package io.boardstream.matrix.assembly;

/** What became of a run and a measurement of it: a row, or the rule that keeps them from one. */
public enum RowState {
  /** It stands on {@code benchmark.rows}. */
  ASSEMBLED(1, "assembled"),
  /** A value of it is outside of the contract; it is a dead letter. */
  REJECTED(2, "rejected"),
  /** The measurement names no run, or one that is not there (yet). */
  NO_RUN(3, "no-run"),
  /** The run names no job, or one that is not there (yet). */
  NO_JOB(4, "no-job"),
  /** The job names no pipeline, or one that is not there (yet). */
  NO_PIPELINE(5, "no-pipeline"),
  /** {@code cicd.select.pipeline.names} does not name the pipeline. */
  PIPELINE_NAME(6, "pipeline-name"),
  /** {@code cicd.select.projects} does not name its project. */
  PROJECT(7, "project"),
  /** {@code cicd.select.branches} does not name its branch. */
  BRANCH(8, "branch"),
  /** {@code cicd.select.jobs} does not match the job. */
  JOB_NAME(9, "job-name"),
  /** {@code cicd.select.repositories} does not name the repository. */
  REPOSITORY(10, "repository");

  /** Stands in stored values: never changed, never used again; 0 is for no row at all. */
  final int code;

  private final String label;

  RowState(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /** The word for metrics and reports. */
  public String label() {
    return label;
  }

  static RowState of(int code) {
    for (RowState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalArgumentException("No state has the code " + code);
  }
}
