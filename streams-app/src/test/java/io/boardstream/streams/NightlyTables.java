package io.boardstream.streams;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One nightly in the shape of real ones: 418 runs of 30 models on 5 devices, 4,000 measurements,
 * names in any case, runs without model, without configuration and without measurements; beside it
 * what the website's query leaves out. All numbers are made up.
 */
final class NightlyTables {

  private static final int RUNS = 418;
  private static final int RUNS_WITHOUT_MEASUREMENTS = 45;
  private static final int MEASUREMENTS = 4_000;
  private static final int JOBS = 60;
  private static final List<String> DEVICES = List.of("n150", "n300", "T3K", "P150X4", "galaxy");
  private static final List<String> STEPS =
      List.of("benchmark", "benchmark_summary", "eval", "benchmark_summary_functional");
  private static final List<String> METRICS =
      List.of("mean_tps", "mean_ttft_ms", "tput", "ttft", "accuracy_check", "num_requests");

  final List<CicdRun> runs = new ArrayList<>();
  final List<CicdMeasurement> measurements = new ArrayList<>();
  private final List<CicdJob> jobs = new ArrayList<>();
  private final List<SpecificRecord> leftOut = new ArrayList<>();
  private final CicdPipeline pipeline =
      Tables.pipeline("1").setGithubPipelineLink("https://ci.example/1").build();
  private final Random random = new Random(42);

  NightlyTables() {
    for (int i = 0; i < JOBS; i++) {
      jobs.add(
          Tables.job("1", "" + i, (3_000 + i) + ".0")
              .setName((i % 2 == 0 ? "run-release-" : "run-evals-") + i)
              .setGithubJobLink(i % 3 == 0 ? null : "https://ci.example/1/" + i)
              .build());
    }
    for (int i = 0; i < RUNS; i++) {
      runs.add(run(i));
    }
    int measured = RUNS - RUNS_WITHOUT_MEASUREMENTS;
    for (int i = 0; i < MEASUREMENTS; i++) {
      measurements.add(measurement(i, runs.get(i % measured).getBenchmarkRunId()));
    }
    leaveOut();
  }

  private CicdRun run(int i) {
    boolean isEval = i % 9 == 0;
    return Tables.run("" + i, "" + (3_000 + random.nextInt(JOBS - 5)))
        .setMlModelName(i % 52 == 51 ? null : "Model-" + i % 30 + "B")
        .setDeviceName(i % 52 == 51 ? null : DEVICES.get(i % DEVICES.size()))
        .setInputSequenceLength(isEval ? null : i % 7 == 0 ? -1L : 128L << (i % 3))
        .setOutputSequenceLength(isEval ? null : 128L)
        .setBatchSize(isEval ? null : 1L + i % 2)
        .setGitCommitHash("c0ffee" + i)
        .setRunEndTs(i % 5 == 0 ? null : Rows.NIGHT.minusSeconds(i))
        .build();
  }

  private CicdMeasurement measurement(int i, String run) {
    String metric = METRICS.get(i / RUNS % METRICS.size());
    return Tables.measurement(run, "" + (100_000 + i))
        .setStepName(STEPS.get(i / (RUNS * METRICS.size()) % STEPS.size()))
        .setName(metric)
        .setValue(
            metric.endsWith("check")
                ? 1.0 + random.nextInt(3)
                : i % 17 == 0 ? Double.NaN : i % 13 == 0 ? 0.0 : random.nextInt(10_000) / 64.0)
        .setTarget(i % 4 == 0 ? 30.5 : null)
        .build();
  }

  /** A pipeline of a branch, a job that builds, a run of another repository, one without a job. */
  private void leaveOut() {
    leftOut.add(Tables.pipeline("2").setGitBranchName("fix").build());
    leftOut.add(Tables.job("2", "900", "9000").build());
    leftOut.add(Tables.run("9000", "9000").build());
    leftOut.add(Tables.measurement("9000", "1").build());
    leftOut.add(Tables.job("1", "901", "9001").setName("build").build());
    leftOut.add(Tables.run("9001", "9001").build());
    leftOut.add(Tables.run("9002", "3000").setGitRepoName("other").build());
    leftOut.add(Tables.run("9003", null).build());
    leftOut.add(Tables.measurement("9004", "2").build());
  }

  int runsWithoutMeasurements() {
    return RUNS_WITHOUT_MEASUREMENTS;
  }

  /** All records of the four topics. */
  List<SpecificRecord> records() {
    List<SpecificRecord> records = new ArrayList<>();
    records.add(pipeline);
    records.addAll(jobs);
    records.addAll(runs);
    records.addAll(measurements);
    records.addAll(leftOut);
    return records;
  }

  /** What the website's query makes of it, in the columns of the flat table, as texts. */
  List<MappedRow> flatRows() {
    RowMapper mapper = new RowMapper("pg-cicd");
    Map<String, List<CicdMeasurement>> byRun = new HashMap<>();
    measurements.forEach(
        one ->
            byRun
                .computeIfAbsent(one.getBenchmarkRunId().orElseThrow(), id -> new ArrayList<>())
                .add(one));
    List<MappedRow> rows = new ArrayList<>();
    for (CicdRun run : runs) {
      for (CicdMeasurement one : byRun.getOrDefault(run.getBenchmarkRunId(), List.of())) {
        rows.add(mapper.map("" + rows.size(), Optional.empty(), columns(run, one)));
      }
      if (!byRun.containsKey(run.getBenchmarkRunId())) {
        rows.add(mapper.map("" + rows.size(), Optional.empty(), columns(run, null)));
      }
    }
    return rows;
  }

  private Map<String, @Nullable Object> columns(CicdRun run, @Nullable CicdMeasurement one) {
    CicdJob job = jobs.get(Integer.parseInt(run.getGithubJobId().orElseThrow()) - 3_000);
    Map<String, @Nullable Object> columns = new HashMap<>();
    columns.put("github_pipeline_id", "901.0");
    columns.put("pipeline_end_ts", "2026-03-01 04:00:00+00");
    columns.put("ml_model_name", run.getMlModelName().orElse(null));
    columns.put("device_name", run.getDeviceName().orElse(null));
    columns.put("isl", floating(run.getInputSequenceLength()));
    columns.put("osl", floating(run.getOutputSequenceLength()));
    columns.put("batch_size", floating(run.getBatchSize()));
    columns.put("benchmark_run_id", run.getBenchmarkRunId() + ".0");
    columns.put("step_name", one == null ? null : one.getStepName().orElse(null));
    columns.put("metric_name", one == null ? null : one.getName().orElse(null));
    columns.put(
        "metric_value", one == null ? null : one.getValue().map(String::valueOf).orElse(null));
    columns.put("github_job_id", run.getGithubJobId().orElseThrow() + ".0");
    columns.put("github_link", job.getGithubJobLink().orElse("https://ci.example/1"));
    columns.put("git_repo_name", "tt-shield");
    columns.put("git_commit_hash", run.getGitCommitHash().orElse(null));
    columns.put("run_end_ts", run.getRunEndTs().map(String::valueOf).orElse(null));
    columns.put(
        "metric_target", one == null ? null : one.getTarget().map(String::valueOf).orElse(null));
    return columns;
  }

  private static @Nullable String floating(Optional<Long> number) {
    return number.map(value -> value + ".0").orElse(null);
  }
}
