package io.boardstream.matrix.rows;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.FactVersion;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the columns of the four normalised tables into the facts of the contract, by the same rules
 * as {@link RowMapper}. Never throws, whatever the values are; a name that is missing is a null.
 */
public final class CicdMapper {

  private static final String DEVICE_INFO = "device_info";
  private static final String DEVICE_NAME = "device_name";

  private final String source;

  /** What a table's columns become. */
  private interface Reading<T> {
    T read(ColumnValues values) throws UnusableValueException;
  }

  /**
   * @param source name of the source, the first part of every fact's key
   */
  public CicdMapper(String source) {
    this.source = source;
  }

  public MappedFact<CicdPipeline> pipeline(
      Optional<FactVersion> version, Map<String, ? extends @Nullable Object> columns) {
    return mapped(
        columns,
        values ->
            new CicdPipeline(
                source,
                requiredId(values, "cicd_pipeline_id"),
                version.orElse(null),
                values.id("github_pipeline_id"),
                values.text("github_pipeline_link"),
                values.text("name"),
                values.text("project"),
                values.text("git_branch_name"),
                values.text("git_commit_hash"),
                values.text("pipeline_status"),
                values.time("pipeline_start_ts"),
                values.time("pipeline_end_ts")));
  }

  public MappedFact<CicdJob> job(
      Optional<FactVersion> version, Map<String, ? extends @Nullable Object> columns) {
    return mapped(
        columns,
        values ->
            new CicdJob(
                source,
                requiredId(values, "cicd_job_id"),
                version.orElse(null),
                values.id("cicd_pipeline_id"),
                values.id("github_job_id"),
                values.text("github_job_link"),
                values.text("name"),
                values.text("job_status")));
  }

  /** The column {@code device_info} is JSON; its {@code device_name} is the device. */
  public MappedFact<CicdRun> run(
      Optional<FactVersion> version, Map<String, ? extends @Nullable Object> columns) {
    return mapped(
        columns,
        values ->
            new CicdRun(
                source,
                requiredId(values, "benchmark_run_id"),
                version.orElse(null),
                values.id("github_job_id"),
                values.text("git_repo_name"),
                values.text("git_branch_name"),
                values.text("git_commit_hash"),
                values.time("run_start_ts"),
                values.time("run_end_ts"),
                values.text("run_type"),
                values.text("ml_model_name"),
                device(values),
                values.count("input_sequence_length"),
                values.count("output_sequence_length"),
                values.count("batch_size"),
                values.text("precision"),
                values.truth("training")));
  }

  public MappedFact<CicdMeasurement> measurement(
      Optional<FactVersion> version, Map<String, ? extends @Nullable Object> columns) {
    return mapped(
        columns,
        values ->
            new CicdMeasurement(
                source,
                requiredId(values, "benchmark_measurement_id"),
                version.orElse(null),
                values.id("benchmark_run_id"),
                values.text("step_name"),
                values.text("name"),
                values.measurement("value"),
                values.measurement("target"),
                values.count("iteration")));
  }

  /**
   * An id alone, as the facts have it.
   *
   * @return empty when the column is absent or is no usable id
   */
  public static Optional<String> id(Map<String, ? extends @Nullable Object> columns, String name) {
    try {
      return Optional.ofNullable(new ColumnValues(columns).id(name));
    } catch (UnusableValueException e) {
      return Optional.empty();
    }
  }

  private static String requiredId(ColumnValues values, String column)
      throws UnusableValueException {
    String id = values.id(column);
    if (id == null) {
      throw new UnusableValueException(
          RowMapper.RULE_TEXT, column, "", "the row has no identity without it");
    }
    return id;
  }

  private static @Nullable String device(ColumnValues values) throws UnusableValueException {
    Object info = values.available(DEVICE_INFO);
    if (info == null || info.toString().isBlank()) {
      return null;
    }
    try {
      String name = JsonField.text(info.toString(), DEVICE_NAME).orElse("");
      return name.isBlank() ? null : ColumnValues.checkedText(DEVICE_NAME, name);
    } catch (IOException e) {
      throw new UnusableValueException(
          RowMapper.RULE_TEXT, DEVICE_INFO, info.toString(), "is no JSON");
    }
  }

  private static <T> MappedFact<T> mapped(
      Map<String, ? extends @Nullable Object> columns, Reading<T> reading) {
    try {
      return new MappedFact.Accepted<>(reading.read(new ColumnValues(columns)));
    } catch (UnusableValueException e) {
      return new MappedFact.Rejected<>(e.rule(), e.reason());
    }
  }
}
