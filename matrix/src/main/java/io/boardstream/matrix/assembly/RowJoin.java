package io.boardstream.matrix.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.CicdKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Joins a run and a measurement of it with the job that ran it and the job's pipeline. */
final class RowJoin {

  /**
   * What came of it.
   *
   * @param key key of the row on {@code benchmark.rows}
   * @param row only when it is {@link RowState#ASSEMBLED}
   * @param rejection only when it is {@link RowState#REJECTED}
   */
  record Joined(
      String key, RowState state, Optional<BenchmarkRow> row, Optional<RejectedRow> rejection) {

    /** All that is told of the row; null when nothing is. */
    byte @Nullable [] told() {
      if (row.isPresent()) {
        return Payloads.ROWS.encode(row.get());
      }
      return rejection.map(one -> one.toString().getBytes(UTF_8)).orElse(null);
    }

    static Joined filtered(String key, RowState rule) {
      return new Joined(key, rule, Optional.empty(), Optional.empty());
    }
  }

  private final Selection.Rules selection;

  RowJoin(Selection selection) {
    this.selection = selection.rules();
  }

  /**
   * Joins them.
   *
   * @param measurement empty for the row of a run that has none
   * @param contexts the jobs with the GitHub job id that the run names, greatest job id first. Of
   *     several that are selected the first one counts, so that a run is never counted twice; when
   *     none is selected, what keeps the first one out
   */
  Joined join(
      CicdRun run,
      Optional<CicdMeasurement> measurement,
      String githubJobId,
      List<JobContext> contexts) {
    String key = key(run, measurement, githubJobId);
    RowState rule = RowState.NO_JOB;
    for (JobContext context : contexts) {
      RowState state = state(context, run);
      if (state == RowState.ASSEMBLED) {
        CicdPipeline pipeline = context.pipeline().orElseThrow();
        return row(
            key,
            CicdKeys.rowSource(run.getSource()),
            rowId(run, measurement, githubJobId),
            columns(run, measurement, context.job(), pipeline));
      }
      rule = rule == RowState.NO_JOB ? state : rule;
    }
    return Joined.filtered(key, rule);
  }

  /** Key of the row on {@code benchmark.rows}. */
  static String key(CicdRun run, Optional<CicdMeasurement> measurement, String githubJobId) {
    return CicdKeys.rowSource(run.getSource()) + "/" + rowId(run, measurement, githubJobId);
  }

  private static String rowId(
      CicdRun run, Optional<CicdMeasurement> measurement, String githubJobId) {
    return CicdKeys.rowId(
        run.getBenchmarkRunId(),
        measurement.map(CicdMeasurement::getBenchmarkMeasurementId),
        githubJobId);
  }

  private RowState state(JobContext context, CicdRun run) {
    return context
        .pipeline()
        .map(pipeline -> selection.state(pipeline, context.job(), run))
        .orElse(RowState.NO_PIPELINE);
  }

  private static Joined row(
      String key, String source, String rowId, Map<String, @Nullable Object> columns) {
    MappedRow mapped = new RowMapper(source).map(rowId, Optional.empty(), columns);
    if (mapped instanceof MappedRow.Rejected rejected) {
      return new Joined(
          key,
          RowState.REJECTED,
          Optional.empty(),
          Optional.of(new RejectedRow(rejected.rule(), rejected.reason(), columns)));
    }
    BenchmarkRow row = ((MappedRow.Accepted) mapped).row();
    return new Joined(key, RowState.ASSEMBLED, Optional.of(row), Optional.empty());
  }

  /** The columns as the flat table has them; {@link RowMapper} makes the same of both. */
  private static Map<String, @Nullable Object> columns(
      CicdRun run, Optional<CicdMeasurement> measurement, CicdJob job, CicdPipeline pipeline) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("github_pipeline_id", pipeline.getGithubPipelineId().orElse(null));
    columns.put("pipeline_end_ts", pipeline.getPipelineEndTs().orElse(null));
    columns.put("ml_model_name", run.getMlModelName().orElse(null));
    columns.put("device_name", run.getDeviceName().orElse(null));
    columns.put("isl", run.getInputSequenceLength().orElse(null));
    columns.put("osl", run.getOutputSequenceLength().orElse(null));
    columns.put("batch_size", run.getBatchSize().orElse(null));
    columns.put("precision", run.getPrecision().orElse(null));
    columns.put("benchmark_run_id", run.getBenchmarkRunId());
    columns.put("step_name", measurement.flatMap(CicdMeasurement::getStepName).orElse(null));
    columns.put("metric_name", measurement.flatMap(CicdMeasurement::getName).orElse(null));
    columns.put("metric_value", measurement.flatMap(CicdMeasurement::getValue).orElse(null));
    columns.put("github_job_id", run.getGithubJobId().orElse(null));
    columns.put(
        "github_link",
        job.getGithubJobLink()
            .filter(link -> !link.isBlank())
            .or(pipeline::getGithubPipelineLink)
            .orElse(null));
    columns.put("git_repo_name", run.getGitRepoName().orElse(null));
    columns.put("git_branch_name", run.getGitBranchName().orElse(null));
    columns.put("git_commit_hash", run.getGitCommitHash().orElse(null));
    columns.put("run_end_ts", run.getRunEndTs().orElse(null));
    columns.put("training", run.getTraining().orElse(null));
    columns.put("metric_target", measurement.flatMap(CicdMeasurement::getTarget).orElse(null));
    return columns;
  }
}
