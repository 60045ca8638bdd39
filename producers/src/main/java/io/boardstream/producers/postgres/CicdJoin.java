package io.boardstream.producers.postgres;

import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.CicdMapper;
import io.boardstream.matrix.rows.MappedFact;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.CicdKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the result of {@link CicdQuery} into benchmark rows. Of several jobs that a run names, the
 * first that can be used counts, so that no run is counted twice; a run without a usable
 * measurement gives one row without a metric. Holds one row.
 */
final class CicdJoin {

  private static final FactVersion ANY = new FactVersion(0L, 0L);

  private final CicdMapper facts;
  private final RowMapper mapper;
  private final Consumer<? super MappedRow> rows;

  /** The run and the job that the result is at; null before the first. */
  private @Nullable Group group;

  private static final class Group {
    private final String runId;
    private final String jobId;
    private final Optional<CicdRun> run;
    private final Map<CicdTable, Map<String, @Nullable String>> row;

    /** Whether the job is the one that counts for the run. */
    private final boolean counts;

    /** Whether no later job of the run can count: this one does, or one before, or none can. */
    private final boolean decided;

    private boolean measured;

    Group(
        String runId,
        String jobId,
        Optional<CicdRun> run,
        Map<CicdTable, Map<String, @Nullable String>> row,
        boolean counts,
        boolean decided) {
      this.runId = runId;
      this.jobId = jobId;
      this.run = run;
      this.row = row;
      this.counts = counts;
      this.decided = decided;
    }

    boolean isOfRun(String id) {
      return runId.equals(id);
    }
  }

  CicdJoin(String source, Consumer<? super MappedRow> rows) {
    this.facts = new CicdMapper(source);
    this.mapper = new RowMapper(CicdKeys.rowSource(source));
    this.rows = rows;
  }

  /** The next row of the result: columns by table. */
  void accept(Map<CicdTable, Map<String, @Nullable String>> row) {
    String runId = text(row, CicdTable.RUN);
    String jobId = text(row, CicdTable.JOB);
    Group current = group;
    if (current == null || !current.isOfRun(runId) || !current.jobId.equals(jobId)) {
      end();
      boolean decided = current != null && current.isOfRun(runId) && current.decided;
      current = begin(runId, jobId, row, decided);
      group = current;
    }
    if (current.counts && row.get(CicdTable.MEASUREMENT) != null) {
      measurement(current, columns(row, CicdTable.MEASUREMENT));
    }
  }

  private Group begin(
      String runId,
      String jobId,
      Map<CicdTable, Map<String, @Nullable String>> row,
      boolean decided) {
    MappedFact<CicdRun> mapped = facts.run(Optional.of(ANY), columns(row, CicdTable.RUN));
    if (mapped instanceof MappedFact.Rejected<CicdRun> rejected) {
      if (!decided) {
        rows.accept(new MappedRow.Rejected(runId, rejected.rule(), rejected.reason()));
      }
      return new Group(runId, jobId, Optional.empty(), row, false, true);
    }
    CicdRun run = ((MappedFact.Accepted<CicdRun>) mapped).fact();
    boolean usable =
        run.getGithubJobId().isPresent()
            && facts.job(Optional.of(ANY), columns(row, CicdTable.JOB))
                instanceof MappedFact.Accepted<?>
            && facts.pipeline(Optional.of(ANY), columns(row, CicdTable.PIPELINE))
                instanceof MappedFact.Accepted<?>;
    return new Group(runId, jobId, Optional.of(run), row, usable && !decided, usable || decided);
  }

  private void measurement(Group current, Map<String, @Nullable String> columns) {
    if (columns.get(CicdTable.MEASUREMENT.idColumn()) == null) {
      return;
    }
    MappedFact<CicdMeasurement> mapped = facts.measurement(Optional.of(ANY), columns);
    if (mapped instanceof MappedFact.Rejected<CicdMeasurement> rejected) {
      String id = Objects.requireNonNull(columns.get(CicdTable.MEASUREMENT.idColumn()));
      rows.accept(
          new MappedRow.Rejected(
              rowId(current, Optional.of(id)), rejected.rule(), rejected.reason()));
      return;
    }
    current.measured = true;
    CicdMeasurement measurement = ((MappedFact.Accepted<CicdMeasurement>) mapped).fact();
    emit(current, Optional.of(measurement.getBenchmarkMeasurementId()), columns);
  }

  /** The result is at its end, or at another run or job. */
  void end() {
    Group ended = group;
    if (ended != null && ended.counts && !ended.measured) {
      emit(ended, Optional.empty(), Map.of());
    }
  }

  private void emit(
      Group current, Optional<String> measurementId, Map<String, @Nullable String> measurement) {
    Map<String, @Nullable String> run = columns(current.row, CicdTable.RUN);
    Map<String, @Nullable String> job = columns(current.row, CicdTable.JOB);
    Map<String, @Nullable String> pipeline = columns(current.row, CicdTable.PIPELINE);
    Map<String, @Nullable String> columns = new HashMap<>();
    columns.put("github_pipeline_id", pipeline.get("github_pipeline_id"));
    columns.put("pipeline_end_ts", pipeline.get("pipeline_end_ts"));
    columns.put("ml_model_name", run.get("ml_model_name"));
    columns.put("device_name", run.get(CicdQuery.DEVICE));
    columns.put("isl", run.get("input_sequence_length"));
    columns.put("osl", run.get("output_sequence_length"));
    columns.put("batch_size", run.get("batch_size"));
    columns.put("precision", run.get("precision"));
    columns.put("benchmark_run_id", run.get("benchmark_run_id"));
    columns.put("step_name", measurement.get("step_name"));
    columns.put("metric_name", measurement.get("name"));
    columns.put("metric_value", measurement.get("value"));
    columns.put("github_job_id", run.get("github_job_id"));
    String link = job.get("github_job_link");
    columns.put(
        "github_link",
        link == null || link.isBlank() ? pipeline.get("github_pipeline_link") : link);
    for (String column :
        new String[] {
          "git_repo_name", "git_branch_name", "git_commit_hash", "run_end_ts", "training"
        }) {
      columns.put(column, run.get(column));
    }
    columns.put("metric_target", measurement.get("target"));
    rows.accept(mapper.map(rowId(current, measurementId), Optional.empty(), columns));
  }

  private static String rowId(Group current, Optional<String> measurementId) {
    CicdRun run = current.run.orElseThrow();
    return CicdKeys.rowId(run.getBenchmarkRunId(), measurementId, run.getGithubJobId().orElse(""));
  }

  private static String text(Map<CicdTable, Map<String, @Nullable String>> row, CicdTable table) {
    return Objects.requireNonNullElse(columns(row, table).get(table.idColumn()), "");
  }

  private static Map<String, @Nullable String> columns(
      Map<CicdTable, Map<String, @Nullable String>> row, CicdTable table) {
    return row.getOrDefault(table, Map.of());
  }
}
