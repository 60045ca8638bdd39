package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * A random history of the four tables, and what one join over its end gives: the join is written
 * here anew, without the code that it checks.
 */
final class RandomTables {

  private static final List<String> MODELS =
      List.of("Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct", "Qwen3-32B");

  private final Random random;
  private final String source;
  private final Map<String, CicdPipeline> pipelines = new TreeMap<>();
  private final Map<String, CicdJob> jobs = new TreeMap<>();
  private final Map<String, CicdRun> runs = new TreeMap<>();
  private final Map<String, CicdMeasurement> measurements = new TreeMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private final List<Consumer<DrivenTopology>> arrivals = new ArrayList<>();
  private long sequence;

  RandomTables(Random random, int statements, String source) {
    this.random = random;
    this.source = source;
    for (int i = 0; i < statements; i++) {
      int table = random.nextInt(8);
      if (table == 0) {
        pipeline();
      } else if (table <= 2) {
        job();
      } else if (table <= 4) {
        run();
      } else {
        measurement();
      }
    }
  }

  void arriveShuffled(DrivenTopology topology) {
    Collections.shuffle(arrivals, random);
    arrivals.forEach(
        arrival -> {
          arrival.accept(topology);
          if (random.nextInt(30) == 0) {
            topology.settle();
          }
        });
  }

  private void pipeline() {
    String id = Integer.toString(random.nextInt(2));
    CicdPipeline row =
        Tables.pipeline(id)
            .setSource(source)
            .setName(random.nextInt(4) == 0 ? "On push" : "On nightly")
            .setPipelineEndTs(Rows.NIGHT.plusSeconds(random.nextInt(9)))
            .build();
    change(TopicCatalogue.CICD_PIPELINES, pipelines, id, row, CicdKeys.of(row));
  }

  private void job() {
    String id = Integer.toString(8 + random.nextInt(4));
    CicdJob row =
        Tables.job(Integer.toString(random.nextInt(2)), id, githubId())
            .setSource(source)
            .setName(random.nextInt(5) == 0 ? "build" : "run-evals-x")
            .build();
    change(TopicCatalogue.CICD_JOBS, jobs, id, row, CicdKeys.of(row));
  }

  private void run() {
    String id = Integer.toString(random.nextInt(3));
    CicdRun row =
        Tables.run(id, githubId())
            .setSource(source)
            .setGitRepoName(random.nextInt(6) == 0 ? "other" : "tt-shield")
            .setMlModelName(MODELS.get(random.nextInt(MODELS.size())))
            .build();
    change(TopicCatalogue.CICD_RUNS, runs, id, row, CicdKeys.of(row));
  }

  private void measurement() {
    String id = Integer.toString(random.nextInt(8));
    CicdMeasurement row =
        Tables.measurement(Integer.toString(random.nextInt(3)), id)
            .setSource(source)
            .setValue((double) random.nextInt(4))
            .build();
    change(TopicCatalogue.CICD_MEASUREMENTS, measurements, id, row, CicdKeys.of(row));
  }

  private String githubId() {
    return random.nextBoolean() ? "1" : "2.0";
  }

  private <T extends SpecificRecord> void change(
      Topic topic, Map<String, T> table, String id, T row, String key) {
    long version = ++sequence;
    boolean deleted = random.nextInt(6) == 0;
    String before = keys.get(topic.name() + id);
    if (before != null && (deleted || !before.equals(key))) {
      arrivals.add(topology -> Tables.delete(topology, topic, before, version));
    }
    if (deleted) {
      table.remove(id);
      keys.remove(topic.name() + id);
      return;
    }
    table.put(id, row);
    keys.put(topic.name() + id, key);
    arrivals.add(topology -> Tables.put(topology, row, version));
    if (random.nextInt(3) == 0) {
      arrivals.add(topology -> Tables.put(topology, row, version));
    }
  }

  /** By key of {@code benchmark.rows}. */
  Map<String, BenchmarkRow> join() {
    Map<String, BenchmarkRow> rows = new TreeMap<>();
    for (CicdRun run : runs.values()) {
      String github = run.getGithubJobId().orElseThrow().replace(".0", "");
      jobs.values().stream()
          .filter(job -> job.getGithubJobId().orElseThrow().replace(".0", "").equals(github))
          .filter(job -> job.getName().orElseThrow().startsWith("run-evals"))
          .filter(job -> isNightly(pipelines.get(job.getCicdPipelineId().orElseThrow())))
          .filter(job -> run.getGitRepoName().orElseThrow().equals("tt-shield"))
          .max(Comparator.comparing(job -> Integer.parseInt(job.getCicdJobId())))
          .ifPresent(job -> join(run, github, job, rows));
    }
    return rows;
  }

  private static boolean isNightly(CicdPipeline pipeline) {
    return pipeline != null && pipeline.getName().orElseThrow().equals("On nightly");
  }

  private void join(CicdRun run, String github, CicdJob job, Map<String, BenchmarkRow> rows) {
    CicdPipeline pipeline = pipelines.get(job.getCicdPipelineId().orElseThrow());
    List<CicdMeasurement> own =
        measurements.values().stream()
            .filter(one -> one.getBenchmarkRunId().orElseThrow().equals(run.getBenchmarkRunId()))
            .toList();
    BenchmarkRow.Builder row =
        BenchmarkRow.newBuilder()
            .setSource(source + "-cicd")
            .setGithubPipelineId(pipeline.getGithubPipelineId().orElseThrow())
            .setPipelineEndTs(pipeline.getPipelineEndTs().orElseThrow())
            .setMlModelName(run.getMlModelName().orElseThrow())
            .setDeviceName(run.getDeviceName().orElseThrow())
            .setIsl(128L)
            .setOsl(128L)
            .setBatchSize(1L)
            .setBenchmarkRunId(run.getBenchmarkRunId())
            .setGithubJobId(github)
            .setGitRepoName("tt-shield");
    if (own.isEmpty()) {
      add(row.setRowId(run.getBenchmarkRunId() + "/-/" + github).build(), rows);
    }
    for (CicdMeasurement one : own) {
      String id = one.getBenchmarkMeasurementId();
      add(
          BenchmarkRow.newBuilder(row)
              .setRowId(run.getBenchmarkRunId() + "/" + id + "/" + github)
              .setStepName("benchmark")
              .setMetricName("mean_tps")
              .setMetricValue(one.getValue().orElseThrow())
              .build(),
          rows);
    }
  }

  private static void add(BenchmarkRow row, Map<String, BenchmarkRow> rows) {
    rows.put(row.getSource() + "/" + row.getRowId(), row);
  }
}
