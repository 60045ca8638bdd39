package io.boardstream.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * Keys of the four {@code cicd.*} topics, and the partition that they belong to. A key begins with
 * the source and the id of the pipeline or run that the record belongs to, and these two parts
 * alone decide the partition: jobs stand where their pipeline stands, measurements where their run
 * stands, and meet there without being moved. It takes the same number of partitions on all four.
 */
public final class CicdKeys {

  /** The parts that decide the partition: the source, and the pipeline or run. */
  private static final int PARENT_PARTS = 2;

  private CicdKeys() {}

  public static String of(CicdPipeline pipeline) {
    return pipeline(pipeline.getSource(), pipeline.getCicdPipelineId());
  }

  public static String of(CicdJob job) {
    return job(job.getSource(), job.getCicdPipelineId().orElse(""), job.getCicdJobId());
  }

  public static String of(CicdRun run) {
    return run(run.getSource(), run.getBenchmarkRunId());
  }

  public static String of(CicdMeasurement measurement) {
    return measurement(
        measurement.getSource(),
        measurement.getBenchmarkRunId().orElse(""),
        measurement.getBenchmarkMeasurementId());
  }

  public static String pipeline(String source, String pipelineId) {
    return key(source, pipelineId);
  }

  /**
   * Key of a job.
   *
   * @param pipelineId empty when the job names no pipeline
   */
  public static String job(String source, String pipelineId, String jobId) {
    return key(source, pipelineId, jobId);
  }

  public static String run(String source, String runId) {
    return key(source, runId);
  }

  /**
   * Key of a measurement.
   *
   * @param runId empty when the measurement names no run
   */
  public static String measurement(String source, String runId, String measurementId) {
    return key(source, runId, measurementId);
  }

  /** The parts as one key; {@link #parts} takes it apart again. */
  public static String key(String... parts) {
    return Stream.of(parts).map(CicdKeys::escaped).collect(Collectors.joining("/"));
  }

  /** The parts of a key as they were before they were escaped: source first. */
  public static List<String> parts(String key) {
    List<String> parts = new ArrayList<>();
    for (String part : key.split("/", -1)) {
      parts.add(part.replace("%2F", "/").replace("%25", "%"));
    }
    return parts;
  }

  /**
   * The partition of a record of any of the four topics.
   *
   * @param key of the record
   * @param partitions how many the topic has
   */
  public static int partition(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(parent(key).getBytes(UTF_8))) % partitions;
  }

  /**
   * Source of the rows of {@code benchmark.rows} that are assembled from the tables of a source.
   */
  public static String rowSource(String source) {
    return source + "-cicd";
  }

  /**
   * Id of the row that is assembled from a run and a measurement of it.
   *
   * @param measurementId empty for the row of a run that has no measurements
   * @param githubJobId of the job that ran it
   */
  public static String rowId(String runId, Optional<String> measurementId, String githubJobId) {
    String measurement = measurementId.map(CicdKeys::escaped).orElse("-");
    boolean looksLikeNone = measurementId.isPresent() && measurement.equals("-");
    return String.join(
        "/", escaped(runId), looksLikeNone ? "%2D" : measurement, escaped(githubJobId));
  }

  /** The first two parts: key of the pipeline or run that the record belongs to, or is. */
  public static String parent(String key) {
    int end = -1;
    for (int part = 0; part < PARENT_PARTS; part++) {
      end = key.indexOf('/', end + 1);
      if (end < 0) {
        return key;
      }
    }
    return key.substring(0, end);
  }

  private static String escaped(String part) {
    return part.replace("%", "%25").replace("/", "%2F");
  }
}
