package io.boardstream.producers.ci;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark run as CI collects it (CompleteBenchmarkRun): what the report says, raw. What follows
 * from the pipeline and the job is not repeated here.
 *
 * @param deviceInfo as reported; its device_name names the device
 * @param batchSize and the lengths: −1 where a reporter means absent
 */
record CiRun(
    CiJob job,
    @Nullable String runType,
    @Nullable String modelName,
    @Nullable String modelType,
    @Nullable Long layers,
    @Nullable Long batchSize,
    JsonNode config,
    @Nullable String precision,
    @Nullable String dataset,
    JsonNode profiler,
    @Nullable Long inputLength,
    @Nullable Long outputLength,
    @Nullable String imageDimension,
    JsonNode deviceInfo,
    @Nullable Boolean perfAnalysis,
    boolean training,
    List<Measured> measurements) {

  /**
   * One number of a run.
   *
   * @param target −1 where a reporter means absent
   * @param power of the device, W
   * @param temperature of the device, °C
   * @param place where in the report it stands
   */
  record Measured(
      @Nullable Long iteration,
      @Nullable String step,
      @Nullable Long warmUps,
      @Nullable String name,
      @Nullable Double value,
      @Nullable Double target,
      @Nullable Double power,
      @Nullable Double temperature,
      String place) {}

  CiRun {
    measurements = List.copyOf(measurements);
  }

  @Nullable String deviceName() {
    return CiPipeline.text(deviceInfo.path("device_name"));
  }
}
