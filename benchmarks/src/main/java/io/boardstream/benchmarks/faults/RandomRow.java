package io.boardstream.benchmarks.faults;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values of benchmark rows by chance: ordinary ones, odd ones, and ones that are refused. */
final class RandomRow {

  /** The columns, in the order of the values. */
  static final List<String> COLUMNS =
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

  static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
  static final int MODELS = 24;
  private static final int RUNS = 300;
  static final List<String> DEVICES =
      List.of(
          "n150", "N150", "n300", "T3K", "p150x4", "P150X4", "galaxy", "a device of no catalogue");
  static final List<String> STEPS =
      List.of(
          "benchmark",
          "benchmark",
          "benchmark",
          "benchmark_summary",
          "benchmark_summary_target",
          "benchmark_summary_functional",
          "eval",
          "a step of no list");
  static final List<String> METRICS =
      List.of(
          "mean_tps", "mean_ttft_ms", "tput_user", "ttft", "score", "accuracy_check", "tput_check");

  /** A column's number in {@link #COLUMNS}, and a value of it that no document may show. */
  private record Refused(int column, String value) {}

  private static final List<Refused> REFUSED =
      List.of(
          new Refused(11, "Infinity"),
          new Refused(4, "128.5"),
          new Refused(5, "9223372036854775808"),
          new Refused(6, "-2"),
          new Refused(1, "infinity"),
          new Refused(1, "294276-12-31 23:59:59+00"),
          new Refused(2, "x".repeat(1_001)));

  private RandomRow() {}

  /** A row; about one in twenty is refused by the rules of rows. */
  static List<@Nullable String> values(Random random) {
    int model = random.nextInt(MODELS);
    String metric = METRICS.get(random.nextInt(METRICS.size()));
    @Nullable String[] row = {
      Integer.toString(random.nextInt(40)),
      // A few minutes only: ties, which only the id of the run decides, are normal.
      FIRST.plusSeconds(60L * random.nextInt(200)).toString(),
      modelName(model, random),
      DEVICES.get(random.nextInt(DEVICES.size())),
      random.nextBoolean() ? "128" : "1024.0",
      random.nextBoolean() ? "128" : "-1",
      Integer.toString(1 + random.nextInt(2)),
      random.nextInt(4) == 0 ? "BFP8" : null,
      "run-" + model + "-" + random.nextInt(RUNS / MODELS),
      STEPS.get(random.nextInt(STEPS.size())),
      metric,
      value(metric, random)
    };
    if (random.nextInt(10) == 0) {
      row[random.nextInt(row.length)] = null; // As a LEFT JOIN leaves them.
    }
    if (random.nextInt(20) == 0) {
      Refused refused = REFUSED.get(random.nextInt(REFUSED.size()));
      row[refused.column()] = refused.value();
    }
    return Arrays.asList(row);
  }

  /** One model in several spellings, which are the same document. */
  static String modelName(int model, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "Faulty_Model-" + model;
      case 1 -> "faulty.model " + model;
      default -> "faulty-model-" + model;
    };
  }

  static @Nullable String value(String metric, Random random) {
    if (metric.endsWith("_check")) {
      return Integer.toString(1 + random.nextInt(3));
    }
    return switch (random.nextInt(10)) {
      case 0 -> "0";
      case 1 -> "NaN";
      default -> Double.toString(random.nextInt(1_000_000) / 1000.0);
    };
  }
}
