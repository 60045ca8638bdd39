package io.boardstream.producers.postgres;

import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.CicdMapper;
import io.boardstream.matrix.rows.MappedFact;
import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The four normalised tables, by their names, and what of them is read. */
enum CicdTable {
  PIPELINE(
      "cicd_pipeline",
      "cicd_pipeline_id bigint",
      null,
      "github_pipeline_id text, name text, project text, git_branch_name text,"
          + " pipeline_end_ts timestamptz",
      "github_pipeline_link text, git_commit_hash text, pipeline_status text,"
          + " pipeline_start_ts timestamptz"),
  JOB(
      "cicd_job",
      "cicd_job_id bigint",
      "cicd_pipeline_id",
      "cicd_pipeline_id bigint, github_job_id text, name text",
      "github_job_link text, job_status text"),
  RUN(
      "benchmark_run",
      "benchmark_run_id bigint",
      null,
      "github_job_id text, git_repo_name text, ml_model_name text, device_info jsonb,"
          + " input_sequence_length numeric, output_sequence_length numeric, batch_size numeric,"
          + " precision text",
      "git_branch_name text, git_commit_hash text, run_start_ts timestamptz,"
          + " run_end_ts timestamptz, run_type text, training boolean"),
  MEASUREMENT(
      "benchmark_measurement",
      "benchmark_measurement_id bigint",
      "benchmark_run_id",
      "benchmark_run_id bigint, step_name text, name text, value double precision",
      "target double precision, iteration numeric");

  private final String tableName;
  private final String idColumn;
  private final @Nullable String parentColumn;
  private final String required;
  private final String optional;

  /**
   * @param id the column that must be the primary key, and its type in our DDL
   * @param required columns without which the table cannot be read, each with that type
   * @param optional columns that are read where they exist
   */
  CicdTable(
      String tableName,
      String id,
      @Nullable String parentColumn,
      String required,
      String optional) {
    this.tableName = tableName;
    this.idColumn = id.substring(0, id.indexOf(' '));
    this.parentColumn = parentColumn;
    this.required = id + ", " + required;
    this.optional = optional;
  }

  private static Map<String, String> columns(String text) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String column : text.split(", ", -1)) {
      int blank = column.indexOf(' ');
      columns.put(column.substring(0, blank), column.substring(blank + 1));
    }
    return columns;
  }

  /** Columns without which the table cannot be read, with their types in our DDL. */
  Map<String, String> required() {
    return columns(required);
  }

  /** Columns that are read where they exist, with their types in our DDL. */
  Map<String, String> optional() {
    return columns(optional);
  }

  TableName in(String schema) {
    return new TableName(schema, tableName);
  }

  /** The column that must be the primary key. */
  String idColumn() {
    return idColumn;
  }

  /** The column that names the pipeline or run beside which its rows stand; part of their key. */
  Optional<String> parentColumn() {
    return Optional.ofNullable(parentColumn);
  }

  Topic topic() {
    return switch (this) {
      case PIPELINE -> TopicCatalogue.CICD_PIPELINES;
      case JOB -> TopicCatalogue.CICD_JOBS;
      case RUN -> TopicCatalogue.CICD_RUNS;
      case MEASUREMENT -> TopicCatalogue.CICD_MEASUREMENTS;
    };
  }

  /** The key of a row, empty when its columns give none. */
  Optional<String> key(String source, Map<String, ? extends @Nullable Object> columns) {
    Optional<String> id = CicdMapper.id(columns, idColumn);
    if (parentColumn == null) {
      return id.map(own -> CicdKeys.key(source, own));
    }
    Object raw = columns.get(parentColumn);
    Optional<String> parent = CicdMapper.id(columns, parentColumn);
    // A blank parent is none; one that is no usable id belongs nowhere.
    return parent.isEmpty() && raw != null && !raw.toString().isBlank()
        ? Optional.empty()
        : id.map(own -> CicdKeys.key(source, parent.orElse(""), own));
  }

  MappedFact<? extends SpecificRecord> map(
      CicdMapper mapper, FactVersion version, Map<String, ? extends @Nullable Object> columns) {
    Optional<FactVersion> known = Optional.of(version);
    return switch (this) {
      case PIPELINE -> mapper.pipeline(known, columns);
      case JOB -> mapper.job(known, columns);
      case RUN -> mapper.run(known, columns);
      case MEASUREMENT -> mapper.measurement(known, columns);
    };
  }
}
