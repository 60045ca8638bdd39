package io.boardstream.matrix.assembly;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The four tables as a database has them, and their join as one would write it in SQL: nested loops
 * over all rows, written without the code that it checks.
 */
final class NaiveTables {

  private final Map<String, Change> newest = new HashMap<>();

  /** The newest change of each row counts; at the same version a delete does. */
  void apply(Change change) {
    newest.merge(
        change.table() + " " + change.key(),
        change,
        (a, b) -> {
          if (a.sequence() != b.sequence()) {
            return a.sequence() > b.sequence() ? a : b;
          }
          return a.row() == null ? a : b;
        });
  }

  /** The rows, and how many are in which state. */
  record Result(Map<String, BenchmarkRow> rows, Map<RowState, Long> counts) {}

  Result join(Selection selection) {
    Map<String, BenchmarkRow> rows = new TreeMap<>();
    Map<RowState, Long> counts = new EnumMap<>(RowState.class);
    List<CicdMeasurement> orphans = new ArrayList<>(alive(CicdMeasurement.class));
    for (CicdRun run : alive(CicdRun.class)) {
      List<@Nullable CicdMeasurement> measurements = new ArrayList<>();
      for (CicdMeasurement measurement : alive(CicdMeasurement.class)) {
        if (measurement.getBenchmarkRunId().orElse("").equals(run.getBenchmarkRunId())) {
          measurements.add(measurement);
          orphans.remove(measurement);
        }
      }
      if (measurements.isEmpty()) {
        measurements.add(null);
      }
      for (CicdMeasurement measurement : measurements) {
        counts.merge(row(selection, run, measurement, rows), 1L, Long::sum);
      }
    }
    if (!orphans.isEmpty()) {
      counts.put(RowState.NO_RUN, (long) orphans.size());
    }
    return new Result(rows, counts);
  }

  private RowState row(
      Selection selection,
      CicdRun run,
      @Nullable CicdMeasurement measurement,
      Map<String, BenchmarkRow> rows) {
    String github = id(run.getGithubJobId());
    List<CicdJob> jobs =
        alive(CicdJob.class).stream()
            .filter(job -> github != null && github.equals(id(job.getGithubJobId())))
            .sorted(
                Comparator.comparing((CicdJob job) -> new BigInteger(job.getCicdJobId()))
                    .thenComparing(job -> job.getCicdPipelineId().orElse(""))
                    .reversed())
            .toList();
    RowState first = RowState.NO_JOB;
    for (CicdJob job : jobs) {
      CicdPipeline pipeline = pipelineOf(job);
      RowState state =
          pipeline == null ? RowState.NO_PIPELINE : state(selection, pipeline, job, run);
      if (state == RowState.ASSEMBLED && pipeline != null) {
        if (isOutside(run, measurement)) {
          return RowState.REJECTED;
        }
        BenchmarkRow row = row(run, measurement, job, pipeline, String.valueOf(github));
        rows.put(row.getSource() + "/" + row.getRowId(), row);
        return state;
      }
      first = first == RowState.NO_JOB ? state : first;
    }
    return first;
  }

  private @Nullable CicdPipeline pipelineOf(CicdJob job) {
    return alive(CicdPipeline.class).stream()
        .filter(one -> one.getCicdPipelineId().equals(job.getCicdPipelineId().orElse("")))
        .findFirst()
        .orElse(null);
  }

  private static RowState state(
      Selection selection, CicdPipeline pipeline, CicdJob job, CicdRun run) {
    if (misses(selection.pipelineNames(), pipeline.getName())) {
      return RowState.PIPELINE_NAME;
    }
    if (misses(selection.projects(), pipeline.getProject())) {
      return RowState.PROJECT;
    }
    if (misses(selection.branches(), pipeline.getGitBranchName())) {
      return RowState.BRANCH;
    }
    if (!selection.jobs().isEmpty()
        && selection.jobs().stream()
            .noneMatch(like -> job.getName().filter(name -> isLike(name, like)).isPresent())) {
      return RowState.JOB_NAME;
    }
    return misses(selection.repositories(), run.getGitRepoName())
        ? RowState.REPOSITORY
        : RowState.ASSEMBLED;
  }

  private static boolean misses(List<String> names, Optional<String> name) {
    return !names.isEmpty() && (name.isEmpty() || !names.contains(name.get()));
  }

  /** For patterns of letters and %. */
  private static boolean isLike(String text, String like) {
    if (like.isEmpty()) {
      return text.isEmpty();
    }
    if (like.charAt(0) == '%') {
      return isLike(text, like.substring(1))
          || (!text.isEmpty() && isLike(text.substring(1), like));
    }
    return !text.isEmpty()
        && text.charAt(0) == like.charAt(0)
        && isLike(text.substring(1), like.substring(1));
  }

  private static boolean isOutside(CicdRun run, @Nullable CicdMeasurement measurement) {
    return run.getInputSequenceLength().filter(length -> length < -1).isPresent()
        || (measurement != null
            && measurement.getValue().filter(value -> Double.isInfinite(value)).isPresent());
  }

  private static BenchmarkRow row(
      CicdRun run,
      @Nullable CicdMeasurement measurement,
      CicdJob job,
      CicdPipeline pipeline,
      String github) {
    String jobLink = job.getGithubJobLink().orElse("");
    String link = jobLink.isBlank() ? pipeline.getGithubPipelineLink().orElse("") : jobLink;
    String measurementId = measurement == null ? "-" : measurement.getBenchmarkMeasurementId();
    return BenchmarkRow.newBuilder()
        .setSource("pg-cicd")
        .setRowId(run.getBenchmarkRunId() + "/" + measurementId + "/" + github)
        .setGithubPipelineId(id(pipeline.getGithubPipelineId()))
        .setPipelineEndTs(pipeline.getPipelineEndTs().orElse(null))
        .setMlModelName(run.getMlModelName().filter(name -> !name.isBlank()).orElse(null))
        .setDeviceName(run.getDeviceName().filter(name -> !name.isBlank()).orElse(null))
        .setIsl(run.getInputSequenceLength().filter(length -> length >= 0).orElse(null))
        .setOsl(run.getOutputSequenceLength().filter(length -> length >= 0).orElse(null))
        .setBatchSize(run.getBatchSize().filter(size -> size >= 0).orElse(null))
        .setBenchmarkRunId(run.getBenchmarkRunId())
        .setStepName(measurement == null ? null : measurement.getStepName().orElse(null))
        .setMetricName(measurement == null ? null : measurement.getName().orElse(null))
        .setMetricValue(
            measurement == null
                ? null
                : measurement.getValue().filter(value -> !Double.isNaN(value)).orElse(null))
        .setGithubJobId(github)
        .setGithubLink(link.isBlank() ? null : link)
        .setGitRepoName(run.getGitRepoName().orElse(null))
        .setGitBranchName(run.getGitBranchName().orElse(null))
        .setGitCommitHash(run.getGitCommitHash().orElse(null))
        .setRunEndTs(run.getRunEndTs().orElse(null))
        .setTraining(run.getTraining().orElse(null))
        .setMetricTarget(measurement == null ? null : measurement.getTarget().orElse(null))
        .build();
  }

  private static @Nullable String id(Optional<String> id) {
    String text = id.orElse("").strip();
    if (text.endsWith(".0")) {
      text = text.substring(0, text.length() - 2);
    }
    return text.isEmpty() ? null : text;
  }

  private <T> List<T> alive(Class<T> type) {
    List<T> alive = new ArrayList<>();
    for (Change change : newest.values()) {
      SpecificRecord row = change.row();
      if (type.isInstance(row)) {
        alive.add(type.cast(row));
      }
    }
    return alive;
  }
}
