package io.boardstream.producers.ci;

import static io.boardstream.producers.ci.CiPipeline.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.boardstream.producers.ci.CiRun.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The two shapes of benchmark reports: a list of benchmarks, summaries and evals by the inference
 * server's workflows, and one model with its measurements by the compilers' workflows.
 */
final class BenchmarkReport {

  /** Numbers of an entry that say what was asked for, and are no measurements of it. */
  private static final Set<String> SETTINGS =
      Set.of(
          "input_sequence_length", "output_sequence_length", "max_con", "batch_size", "tp", "dp");

  private BenchmarkReport() {}

  static boolean isOne(JsonNode report) {
    return isSuite(report) || isSingle(report);
  }

  private static boolean isSuite(JsonNode report) {
    return report.path("benchmarks").isArray()
        || report.path("benchmarks_summary").isArray()
        || report.path("evals").isArray();
  }

  private static boolean isSingle(JsonNode report) {
    return report.path("measurements").isArray() && report.has("model");
  }

  /** All runs of a report, in its order. */
  static List<CiRun> runs(CiJob job, JsonNode report) {
    List<CiRun> runs = new ArrayList<>();
    if (isSingle(report)) {
      runs.add(single(job, report));
    }
    int index = 0;
    for (JsonNode entry : report.path("benchmarks")) {
      runs.add(benchmark(job, entry, "benchmarks[%d]".formatted(index++)));
    }
    index = 0;
    for (JsonNode entry : report.path("benchmarks_summary")) {
      runs.add(summary(job, entry, "benchmarks_summary[%d]".formatted(index++)));
    }
    index = 0;
    for (JsonNode entry : report.path("evals")) {
      runs.add(eval(job, entry, "evals[%d]".formatted(index++)));
    }
    return runs;
  }

  private static CiRun single(CiJob job, JsonNode report) {
    List<Measured> measurements = new ArrayList<>();
    int index = 0;
    for (JsonNode measured : report.path("measurements")) {
      measurements.add(
          new Measured(
              whole(measured.path("iteration")),
              text(measured.path("step_name")),
              whole(measured.path("step_warm_up_num_iterations")),
              text(measured.path("measurement_name")),
              number(measured.path("value")).orElse(null),
              number(measured.path("target")).orElse(null),
              number(measured.path("device_power")).orElse(null),
              number(measured.path("device_temperature")).orElse(null),
              "measurements[%d]".formatted(index++)));
    }
    return new CiRun(
        job,
        text(report.path("run_type")),
        text(report.path("model")),
        text(report.path("model_type")),
        whole(report.path("num_layers")),
        whole(report.path("batch_size")),
        report.path("config"),
        text(report.path("precision")),
        text(report.path("dataset_name")),
        report.path("profile_name"),
        whole(report.path("input_sequence_length")),
        whole(report.path("output_sequence_length")),
        text(report.path("image_dimension")),
        report.path("device_info"),
        report.path("perf_analysis").isBoolean()
            ? report.path("perf_analysis").booleanValue()
            : null,
        report.path("training").asBoolean(false),
        measurements);
  }

  private static CiRun benchmark(CiJob job, JsonNode entry, String place) {
    return entry(
        job,
        "benchmark",
        entry,
        modelName(entry),
        text(entry.path("model_id")),
        scalars("benchmark", entry, place));
  }

  /** The tiers' goals stand beside the summary's own numbers, each in a step of its own. */
  private static CiRun summary(CiJob job, JsonNode entry, String place) {
    List<Measured> measurements = new ArrayList<>(scalars("benchmark_summary", entry, place));
    for (Map.Entry<String, JsonNode> tier : entry.path("target_checks").properties()) {
      measurements.addAll(
          scalars(
              "benchmark_summary_" + tier.getKey(),
              tier.getValue(),
              place + ".target_checks." + tier.getKey()));
    }
    return entry(
        job,
        "benchmark_summary",
        entry,
        modelName(entry),
        text(entry.path("model_id")),
        measurements);
  }

  private static CiRun eval(CiJob job, JsonNode entry, String place) {
    return entry(
        job,
        "eval",
        entry,
        text(entry.path("model")),
        text(entry.path("task_name")),
        scalars("eval", entry, place));
  }

  private static CiRun entry(
      CiJob job,
      String type,
      JsonNode entry,
      @Nullable String model,
      @Nullable String dataset,
      List<Measured> measurements) {
    boolean eval = type.equals("eval");
    return new CiRun(
        job,
        type,
        model,
        null,
        null,
        eval ? null : whole(entry.path("max_con")),
        JsonNodeFactory.instance.nullNode(),
        null,
        dataset,
        JsonNodeFactory.instance.nullNode(),
        eval ? null : whole(entry.path("input_sequence_length")),
        eval ? null : whole(entry.path("output_sequence_length")),
        null,
        JsonNodeFactory.instance.objectNode().set("device_name", entry.path("device")),
        null,
        false,
        measurements);
  }

  /** Without the organisation: reports name it only sometimes. */
  private static @Nullable String modelName(JsonNode entry) {
    String name = text(entry.path("model_name"));
    String full = name == null ? text(entry.path("model_id")) : name;
    return full == null ? null : full.substring(full.indexOf('/') + 1);
  }

  /** Every number of an entry, also those of names never seen before. */
  private static List<Measured> scalars(String step, JsonNode entry, String place) {
    List<Measured> measurements = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : entry.properties()) {
      if (!SETTINGS.contains(field.getKey())) {
        number(field.getValue())
            .ifPresent(
                value ->
                    measurements.add(
                        new Measured(
                            1L,
                            step,
                            null,
                            field.getKey(),
                            value,
                            null,
                            null,
                            null,
                            place + "." + field.getKey())));
      }
    }
    return measurements;
  }

  /** True and false are numbers as the database has them: 1 and 0. */
  private static Optional<Double> number(JsonNode node) {
    return node.isNumber()
        ? Optional.of(node.doubleValue())
        : node.isBoolean() ? Optional.of(node.booleanValue() ? 1.0 : 0.0) : Optional.empty();
  }

  /** A whole number, also written as text; anything else, such as {@code n/a}, is absent. */
  private static @Nullable Long whole(JsonNode node) {
    if (node.isNumber()) {
      return node.longValue();
    }
    try {
      return node.isTextual() ? Long.valueOf(node.textValue().strip()) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
