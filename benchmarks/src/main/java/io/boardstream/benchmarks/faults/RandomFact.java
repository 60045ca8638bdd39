package io.boardstream.benchmarks.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Values of the four tables by chance: mostly such as the selection takes, some that it leaves out,
 * some that are refused, and parents that are not there, not yet or no longer.
 */
enum RandomFact {
  PIPELINE("cicd_pipeline", "cicd_pipeline_id", 40) {
    @Override
    List<Column> columns() {
      return List.of(
          new Column("github_pipeline_id", "text"),
          new Column("name", "text"),
          new Column("project", "text"),
          new Column("git_branch_name", "text"),
          new Column("pipeline_end_ts", "timestamptz"),
          new Column("github_pipeline_link", "text"));
    }

    @Override
    List<@Nullable String> values(Random random, Parents parents) {
      int number = random.nextInt(60);
      return Arrays.asList(
          Integer.toString(number),
          mostly("On nightly", "On push", random),
          mostly("tt-shield", "tt-other", random),
          mostly("main", "a-branch", random),
          time(random),
          random.nextBoolean() ? "https://ci.example/pipelines/" + number : null);
    }
  },
  JOB("cicd_job", "cicd_job_id", 120) {
    @Override
    List<Column> columns() {
      return List.of(
          new Column("cicd_pipeline_id", "bigint"),
          new Column("github_job_id", "text"),
          new Column("name", "text"),
          new Column("github_job_link", "text"));
    }

    @Override
    List<@Nullable String> values(Random random, Parents parents) {
      String job = githubJob(random);
      return Arrays.asList(
          parents.of(PIPELINE, random),
          job,
          mostly(random.nextBoolean() ? "run-release-n150" : "run-evals-t3k", "build", random),
          random.nextBoolean() ? "https://ci.example/jobs/" + job : null);
    }
  },
  RUN("benchmark_run", "benchmark_run_id", 250) {
    @Override
    List<Column> columns() {
      return List.of(
          new Column("github_job_id", "text"),
          new Column("git_repo_name", "text"),
          new Column("ml_model_name", "text"),
          new Column("device_info", "jsonb"),
          new Column("input_sequence_length", "numeric"),
          new Column("output_sequence_length", "numeric"),
          new Column("batch_size", "numeric"),
          new Column("precision", "text"),
          new Column("run_end_ts", "timestamptz"),
          new Column("git_commit_hash", "text"),
          new Column("training", "boolean"));
    }

    @Override
    List<@Nullable String> values(Random random, Parents parents) {
      String device = RandomRow.DEVICES.get(random.nextInt(RandomRow.DEVICES.size()));
      return Arrays.asList(
          githubJob(random),
          mostly("tt-shield", "tt-other", random),
          RandomRow.modelName(random.nextInt(RandomRow.MODELS), random),
          mostly("{\"device_name\": \"" + device + "\"}", "{\"hosts\": 2}", random),
          mostly("128", "128.5", random),
          random.nextBoolean() ? "128" : "-1",
          Integer.toString(1 + random.nextInt(2)),
          random.nextInt(4) == 0 ? "BFP8" : null,
          random.nextBoolean() ? time(random) : null,
          "c0ffee" + random.nextInt(10),
          random.nextInt(20) == 0 ? "true" : null);
    }
  },
  MEASUREMENT("benchmark_measurement", "benchmark_measurement_id", 800) {
    @Override
    List<Column> columns() {
      return List.of(
          new Column("benchmark_run_id", "bigint"),
          new Column("step_name", "text"),
          new Column("name", "text"),
          new Column("value", "float8"),
          new Column("target", "float8"),
          new Column("iteration", "numeric"));
    }

    @Override
    List<@Nullable String> values(Random random, Parents parents) {
      String metric = RandomRow.METRICS.get(random.nextInt(RandomRow.METRICS.size()));
      return Arrays.asList(
          parents.of(RUN, random),
          RandomRow.STEPS.get(random.nextInt(RandomRow.STEPS.size())),
          metric,
          mostly(RandomRow.value(metric, random), "Infinity", random),
          random.nextInt(4) == 0 ? RandomRow.value(metric, random) : null,
          Integer.toString(random.nextInt(3)));
    }
  };

  /** A column that is changed, and its type. */
  record Column(String name, String type) {}

  /** Tells rows that others stand beside. */
  interface Parents {

    /** The id of a row, mostly of one that is there. */
    String of(RandomFact table, Random random);
  }

  private final String table;
  private final String id;
  private final int rows;

  RandomFact(String table, String id, int rows) {
    this.table = table;
    this.id = id;
    this.rows = rows;
  }

  String table() {
    return table;
  }

  /** Its primary key. */
  String id() {
    return id;
  }

  /** Around so many rows inserts and deletes balance. */
  int rows() {
    return rows;
  }

  abstract List<Column> columns();

  /** A row; the values are in the order of the columns. */
  abstract List<@Nullable String> values(Random random, Parents parents);

  /** A row in which one value in ten is not what LEFT JOINs and good data would give. */
  List<@Nullable String> row(Random random, Parents parents) {
    List<@Nullable String> values = new ArrayList<>(values(random, parents));
    if (random.nextInt(10) == 0) {
      values.set(random.nextInt(values.size()), null);
    }
    return values;
  }

  private static @Nullable String mostly(@Nullable String usual, String other, Random random) {
    return random.nextInt(12) == 0 ? other : usual;
  }

  /** So few that some jobs share one, and that runs name jobs which are not there. */
  private static String githubJob(Random random) {
    return String.format(Locale.ROOT, "job-%d", random.nextInt(100));
  }

  private static String time(Random random) {
    return RandomRow.FIRST.plusSeconds(60L * random.nextInt(200)).toString();
  }
}
