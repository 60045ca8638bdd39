package io.boardstream.schemas;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;
import io.boardstream.avro.Cell;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.JobControl;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionDelivery;
import io.boardstream.avro.RunEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every topic of the system, once: topics are created, checked and documented from this list. */
public final class TopicCatalogue {

  /** Room for a document of a model with many devices and configurations. */
  private static final String MAX_MESSAGE_BYTES = Integer.toString(8 << 20);

  /**
   * A reader that was away for less than this sees every delete; longer absence calls for a reset.
   */
  private static final Duration TOMBSTONES_KEPT = Duration.ofDays(30);

  private static final Map<String, String> COMPACTED =
      Map.of(
          "cleanup.policy",
          "compact",
          "delete.retention.ms",
          Long.toString(TOMBSTONES_KEPT.toMillis()),
          "min.compaction.lag.ms",
          Long.toString(Duration.ofHours(1).toMillis()),
          "max.message.bytes",
          MAX_MESSAGE_BYTES);

  /** The broker says when: agents learn from it how far their clock is from the broker's. */
  private static final Map<String, String> COMPACTED_STAMPED = stampedByBroker(COMPACTED);

  public static final Topic CICD_PIPELINES =
      new Topic(
          "cicd.pipelines",
          "source, '/', pipeline id; in parts of keys '%' is written %25 and '/' %2F",
          Optional.of(CicdPipeline.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "producers",
          "One row of cicd_pipeline, the newest version of it; a tombstone says that it was deleted.");

  public static final Topic CICD_JOBS =
      new Topic(
          "cicd.jobs",
          "source, '/', pipeline id, '/', job id; partitioned by the first two parts",
          Optional.of(CicdJob.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "producers",
          "One row of cicd_job, the newest version of it; a tombstone says that it was deleted or went to another pipeline.");

  public static final Topic CICD_RUNS =
      new Topic(
          "cicd.runs",
          "source, '/', run id",
          Optional.of(CicdRun.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "producers",
          "One row of benchmark_run, the newest version of it; a tombstone says that it was deleted.");

  public static final Topic CICD_MEASUREMENTS =
      new Topic(
          "cicd.measurements",
          "source, '/', run id, '/', measurement id; partitioned by the first two parts",
          Optional.of(CicdMeasurement.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "producers",
          "One row of benchmark_measurement, the newest version of it; a tombstone says that it was deleted or went to another run.");

  public static final Topic BENCHMARK_ROWS =
      new Topic(
          "benchmark.rows",
          "source, '/', row id",
          Optional.of(BenchmarkRow.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "producers",
          "One flat benchmark row, the newest version of it; a tombstone says that it was deleted.");

  public static final Topic CDC_OFFSETS =
      new Topic(
          "cdc.offsets",
          "JSON array of connector name and source partition",
          Optional.empty(),
          Topic.Partitions.ONE,
          COMPACTED,
          "producers",
          "How far change data capture has read each source; JSON, written with the rows in one transaction.");

  public static final Topic CATALOG_DEVICES =
      new Topic(
          "catalog.devices",
          "device id",
          Optional.of(CatalogDevice.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "producers",
          "A device, its names and how it is shown.");

  public static final Topic CATALOG_MODELS =
      new Topic(
          "catalog.models",
          "slug of the model's name",
          Optional.of(CatalogModel.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "producers",
          "How a model is shown, and which organisations publish it.");

  public static final Topic CATALOG_RULES =
      new Topic(
          "catalog.rules",
          "'rules'",
          Optional.of(CatalogRules.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "producers",
          "What names of models say about them; written last, with the fingerprint of the complete catalogue.");

  public static final Topic CATALOG_OVERRIDES =
      new Topic(
          "catalog.overrides",
          "source, '/', any id of the override in it",
          Optional.of(EditorialOverride.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "producers",
          "What an editor says of a model, or of a model on a device; a tombstone takes it back.");

  /** Kept for ever: they are the evidence. */
  private static final Map<String, String> KEPT =
      Map.of(
          "cleanup.policy", "delete", "retention.ms", "-1", "max.message.bytes", MAX_MESSAGE_BYTES);

  public static final Topic COMPILE_EVENTS =
      new Topic(
          "device.compile-events",
          "attempt id",
          Optional.of(CompileEvent.getClassSchema()),
          Topic.Partitions.SCALED,
          KEPT,
          "device-agent",
          "How the compilation of a model ended, in one attempt of a job; of several records of one attempt the first counts.");

  public static final Topic RUN_EVENTS =
      new Topic(
          "device.run-events",
          "attempt id",
          Optional.of(RunEvent.getClassSchema()),
          Topic.Partitions.SCALED,
          KEPT,
          "device-agent",
          "How the execution of a compiled model ended, in one attempt of a job; of several records of one attempt the first counts.");

  public static final Topic JOBS_CONTROL =
      new Topic(
          "jobs.control",
          "job id",
          Optional.of(JobControl.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "cli",
          "What was asked for after a job was submitted: cancel it, or that it was submitted again.");

  public static final Topic JOBS_STATE =
      new Topic(
          "jobs.state",
          "job id",
          Optional.of(JobState.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED_STAMPED,
          "cli, device-agent",
          "Where each job is.");

  public static final Topic BENCHMARK_RUNS =
      new Topic(
          "benchmark.runs",
          "source, '/', run id, '/', model id, '/', device, '/', isl 'x' osl 'x' batch size",
          Optional.of(BenchmarkRun.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "streams-app",
          "One run with its measurements, targets and checks: the history.");

  public static final Topic MATRIX_CELLS =
      new Topic(
          "matrix.cells",
          "model id, '/', device id",
          Optional.of(Cell.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "streams-app",
          "What is known of one model on one device.");

  public static final Topic MATRIX_MODELS =
      new Topic(
          "matrix.models",
          "model id",
          Optional.of(ModelCompatibility.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "streams-app",
          "The matrix: all that is known of one model.");

  public static final Topic MATRIX_SUMMARY =
      new Topic(
          "matrix.summary",
          "scope",
          Optional.of(MatrixSummary.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "streams-app",
          "Counts over the whole matrix, and names that the catalogue does not know.");

  public static final Topic MATRIX_REGRESSIONS =
      new Topic(
          "matrix.regressions",
          "series id",
          Optional.of(Regression.getClassSchema()),
          Topic.Partitions.SCALED,
          KEPT,
          "streams-app",
          "News of what got worse, and of what became of it; each piece once.");

  public static final Topic MATRIX_REGRESSIONS_OPEN =
      new Topic(
          "matrix.regressions-open",
          "series id",
          Optional.of(Regression.getClassSchema()),
          Topic.Partitions.SCALED,
          COMPACTED,
          "streams-app",
          "What is worse now; a tombstone says that it recovered, or never was.");

  public static final Topic REGRESSIONS_ACTIONS =
      new Topic(
          "regressions.actions",
          "'acknowledge' or 'mute', '/', incident id or series id",
          Optional.of(RegressionAction.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "cli, site",
          "What people said of incidents and series: acknowledged, muted; a tombstone takes it back.");

  public static final Topic REGRESSIONS_DELIVERIES =
      new Topic(
          "regressions.deliveries",
          "receiver, '/', incident id",
          Optional.of(RegressionDelivery.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "notifier",
          "The newest news of each incident that a receiver accepted.");

  public static final Topic DEVICE_BOARDS =
      new Topic(
          "device.boards",
          "board key: host, '/', bus id; or host, '/', board id, '/', position",
          Optional.of(Board.getClassSchema()),
          Topic.Partitions.ONE,
          COMPACTED,
          "device-agent",
          "What is plugged in where; a board that vanished is marked, and not taken back.");

  public static final Topic DEVICE_TELEMETRY =
      new Topic(
          "device.telemetry",
          "board key",
          Optional.of(BoardTelemetry.getClassSchema()),
          Topic.Partitions.SCALED,
          Map.of(
              "cleanup.policy",
              "delete",
              "retention.ms",
              Long.toString(Duration.ofDays(7).toMillis())),
          "device-agent",
          "How a board feels at one moment: clocks, power, temperatures, limits.");

  public static final Topic DEAD_LETTERS =
      new Topic(
          "dead-letters",
          "as it came",
          Optional.empty(),
          Topic.Partitions.ONE,
          Map.of(
              "cleanup.policy",
              "delete",
              "retention.ms",
              Long.toString(Duration.ofDays(30).toMillis()),
              "max.message.bytes",
              MAX_MESSAGE_BYTES),
          "all",
          "Records that could not be used, byte for byte as they came; headers say where from and why.");

  private static final List<Topic> CICD =
      List.of(CICD_PIPELINES, CICD_JOBS, CICD_RUNS, CICD_MEASUREMENTS);

  private static final List<Topic> ALL =
      List.of(
          CICD_PIPELINES,
          CICD_JOBS,
          CICD_RUNS,
          CICD_MEASUREMENTS,
          BENCHMARK_ROWS,
          CDC_OFFSETS,
          CATALOG_DEVICES,
          CATALOG_MODELS,
          CATALOG_RULES,
          CATALOG_OVERRIDES,
          COMPILE_EVENTS,
          RUN_EVENTS,
          JOBS_CONTROL,
          JOBS_STATE,
          BENCHMARK_RUNS,
          MATRIX_CELLS,
          MATRIX_MODELS,
          MATRIX_SUMMARY,
          MATRIX_REGRESSIONS,
          MATRIX_REGRESSIONS_OPEN,
          REGRESSIONS_ACTIONS,
          REGRESSIONS_DELIVERIES,
          DEVICE_BOARDS,
          DEVICE_TELEMETRY,
          DEAD_LETTERS);

  private TopicCatalogue() {}

  private static Map<String, String> stampedByBroker(Map<String, String> configuration) {
    Map<String, String> stamped = new HashMap<>(configuration);
    stamped.put("message.timestamp.type", "LogAppendTime");
    return Map.copyOf(stamped);
  }

  /**
   * The four tables behind the flat rows. Their records meet by partition, see {@link CicdKeys}, so
   * all four have the same number of partitions.
   */
  public static List<Topic> cicd() {
    return CICD;
  }

  /**
   * The work queue of a device, read by a share group; made when the first job for the device is
   * submitted or the first board of it is served. Its records are the jobs themselves.
   */
  public static Topic jobRequests(String device) {
    return jobRequests(device, "", "Jobs for one device; each is done by one board.");
  }

  /**
   * The queue of a device for jobs whose results say nothing of real hardware: one of its own, so
   * that a simulated board never takes a job from a real one.
   */
  public static Topic simulatedJobRequests(String device) {
    return jobRequests(
        device,
        ".simulated",
        "Simulated jobs for one device; taken by simulated boards, and by hosts that allow it.");
  }

  private static Topic jobRequests(String device, String suffix, String description) {
    if (!device.matches("[a-z0-9-]{1,200}")) {
      throw new IllegalArgumentException("\"" + device + "\" is no id of a device");
    }
    return new Topic(
        "jobs.requests." + device + suffix,
        "job id",
        Optional.of(JobRequest.getClassSchema()),
        Topic.Partitions.SCALED,
        Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            Long.toString(Duration.ofDays(30).toMillis()),
            "max.message.bytes",
            MAX_MESSAGE_BYTES),
        "cli, device-agent",
        description);
  }

  /** In the order in which data flows. */
  public static List<Topic> all() {
    return ALL;
  }
}
