package io.boardstream.matrix.rows;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the columns of a benchmark row (seed 000) into the row of the contract, by the same rules
 * whether they come from change data capture, a query or a file.
 *
 * <p>A value that can only mean "absent" becomes absent: blank text, NaN, and −1 for the sequence
 * lengths and the batch size. A value that cannot be what its column says rejects the row. A row
 * without a model or a metric is accepted: what it is good for is not decided here.
 *
 * <p>For use by one thread: it remembers values that rows repeat.
 */
public final class RowMapper {

  /** The columns of a benchmark row, in the order of seed 000. */
  public static final List<String> COLUMNS =
      List.of(
          "github_pipeline_id",
          "pipeline_end_ts",
          "ml_model_name",
          "device_name",
          "isl",
          "osl",
          "batch_size",
          "precision",
          "benchmark_run_id",
          "step_name",
          "metric_name",
          "metric_value");

  /**
   * Columns that say more of where a row comes from; a table or a file may leave any of them out.
   */
  public static final List<String> OPTIONAL_COLUMNS =
      List.of(
          "github_job_id",
          "github_link",
          "git_repo_name",
          "git_branch_name",
          "git_commit_hash",
          "run_end_ts",
          "training",
          "metric_target",
          "run_status",
          "failure",
          "reproduce",
          "origin");

  /** Longest text of a column and longest row id, in UTF-16 units. */
  public static final int MAX_TEXT = 1_000;

  /** The text cannot be kept: it is too long, or holds characters that are no text. */
  public static final String RULE_TEXT = "row.text";

  /** The value is not a number, or not one that the column can mean. */
  public static final String RULE_NUMBER = "row.number";

  /** The value is neither true nor false. */
  public static final String RULE_TRUTH = "row.truth";

  /** The value is no web address. */
  public static final String RULE_LINK = "row.link";

  /** The value is not a time between the years 1970 and 9999. */
  public static final String RULE_TIME = "row.time";

  /** The source did not send the value at all. */
  public static final String RULE_UNAVAILABLE = "row.unavailable";

  /** The row could not be read from its source as a row. */
  public static final String RULE_UNREADABLE = "row.unreadable";

  private final String source;
  private final Seen.Columns seen = new Seen.Columns();

  /**
   * @param source name of the source, the first part of every fact's id
   */
  public RowMapper(String source) {
    this.source = source;
  }

  /**
   * Maps one row; never throws, whatever the values are.
   *
   * @param rowId primary key as text
   * @param version version of the row in its source, where the source keeps one
   * @param columns name → {@link Number}, {@link String}, {@link Boolean}, {@link Instant} or null;
   *     a missing name is a null, names that are neither {@link #COLUMNS} nor {@link
   *     #OPTIONAL_COLUMNS} are ignored
   */
  public MappedRow map(
      String rowId,
      Optional<FactVersion> version,
      Map<String, ? extends @Nullable Object> columns) {
    try {
      return new MappedRow.Accepted(row(rowId, version.orElse(null), columns));
    } catch (UnusableValueException e) {
      return new MappedRow.Rejected(rowId, e.rule(), e.reason());
    }
  }

  /**
   * Whether a row that another writer made keeps to the limits of {@link #map}: one that does not
   * could not be stored, or would stop its reader.
   *
   * @return why not; empty when the row can be used
   */
  public static Optional<MappedRow.Rejected> check(BenchmarkRow row) {
    try {
      ColumnValues.checkedText("the source", row.getSource());
      ColumnValues.checkedText("the row id", row.getRowId());
      checkText("github_pipeline_id", row.getGithubPipelineId());
      checkText("ml_model_name", row.getMlModelName());
      checkText("device_name", row.getDeviceName());
      checkText("precision", row.getPrecision());
      checkText("benchmark_run_id", row.getBenchmarkRunId());
      checkText("step_name", row.getStepName());
      checkText("metric_name", row.getMetricName());
      checkText("github_job_id", row.getGithubJobId());
      checkText("git_repo_name", row.getGitRepoName());
      checkText("git_branch_name", row.getGitBranchName());
      checkText("git_commit_hash", row.getGitCommitHash());
      checkText("run_status", row.getRunStatus());
      checkText("failure", row.getFailure());
      checkText("reproduce", row.getReproduce());
      checkText("origin", row.getOrigin());
      if (row.getGithubLink().isPresent()) {
        ColumnValues.checkedLink("github_link", row.getGithubLink().get());
      }
      checkTime("pipeline_end_ts", row.getPipelineEndTs());
      checkTime("run_end_ts", row.getRunEndTs());
      checkFinite("metric_value", row.getMetricValue());
      checkFinite("metric_target", row.getMetricTarget());
      return Optional.empty();
    } catch (UnusableValueException e) {
      return Optional.of(new MappedRow.Rejected(row.getRowId(), e.rule(), e.reason()));
    }
  }

  /**
   * The text of an id as rows have it, whoever wrote it: {@code 128.0} is {@code 128}; blank and
   * NaN are absent.
   */
  public static Optional<String> canonicalId(String id) {
    return Optional.ofNullable(ColumnValues.canonicalId(id));
  }

  private static void checkText(String column, Optional<String> text)
      throws UnusableValueException {
    if (text.isPresent()) {
      ColumnValues.checkedText(column, text.get());
    }
  }

  private static void checkTime(String column, Optional<Instant> time)
      throws UnusableValueException {
    if (time.isPresent()) {
      Times.read(column, time.get());
    }
  }

  private static void checkFinite(String column, Optional<Double> number)
      throws UnusableValueException {
    if (number.filter(value -> value.isInfinite()).isPresent()) {
      throw new UnusableValueException(
          RULE_NUMBER, column, String.valueOf(number.get()), "not finite");
    }
  }

  private BenchmarkRow row(
      String rowId, @Nullable FactVersion version, Map<String, ? extends @Nullable Object> columns)
      throws UnusableValueException {
    ColumnValues values = new ColumnValues(columns, seen);
    return new BenchmarkRow(
        source,
        ColumnValues.checkedText("the row id", rowId),
        version,
        values.id("github_pipeline_id"),
        values.time("pipeline_end_ts"),
        values.text("ml_model_name"),
        values.text("device_name"),
        values.count("isl"),
        values.count("osl"),
        values.count("batch_size"),
        values.text("precision"),
        values.id("benchmark_run_id"),
        values.text("step_name"),
        values.text("metric_name"),
        values.measurement("metric_value"),
        values.id("github_job_id"),
        values.link("github_link"),
        values.text("git_repo_name"),
        values.text("git_branch_name"),
        values.text("git_commit_hash"),
        values.time("run_end_ts"),
        values.truth("training"),
        values.measurement("metric_target"),
        values.text("run_status"),
        values.text("failure"),
        values.text("reproduce"),
        values.text("origin"),
        values.text("stage"));
  }
}
