package io.boardstream.producers.postgres;

import io.boardstream.runtime.Settings;
import java.sql.SQLException;
import java.util.Map;

/** The flat table that comes with the project, for databases that have none yet. */
public final class BenchmarkTable {

  /** Where {@link #ddl()} creates it. */
  public static final String NAME = "public.benchmark_rows";

  private static final String RESOURCE = "benchmark_rows.sql";

  /** Type that each column has in our table. */
  static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("github_pipeline_id", "text"),
          Map.entry("pipeline_end_ts", "timestamptz"),
          Map.entry("ml_model_name", "text"),
          Map.entry("device_name", "text"),
          Map.entry("isl", "numeric"),
          Map.entry("osl", "numeric"),
          Map.entry("batch_size", "numeric"),
          Map.entry("precision", "text"),
          Map.entry("benchmark_run_id", "text"),
          Map.entry("step_name", "text"),
          Map.entry("metric_name", "text"),
          Map.entry("metric_value", "double precision"),
          Map.entry("github_job_id", "text"),
          Map.entry("github_link", "text"),
          Map.entry("git_repo_name", "text"),
          Map.entry("git_branch_name", "text"),
          Map.entry("git_commit_hash", "text"),
          Map.entry("run_end_ts", "timestamptz"),
          Map.entry("training", "boolean"),
          Map.entry("metric_target", "double precision"),
          Map.entry("run_status", "text"),
          Map.entry("failure", "text"),
          Map.entry("reproduce", "text"),
          Map.entry("origin", "text"));

  private BenchmarkTable() {}

  /** The SQL that creates the table and adds what it lacks; running it again changes nothing. */
  public static String ddl() {
    return CicdTables.read(RESOURCE);
  }

  /**
   * Creates the table where it is absent, and adds the columns that an older one lacks.
   *
   * @throws SQLException when the database is away or the role may not create tables
   */
  public static void create(Settings settings) throws SQLException {
    new PostgresDatabase(new PostgresSettings(settings.values())).execute(ddl());
  }
}
