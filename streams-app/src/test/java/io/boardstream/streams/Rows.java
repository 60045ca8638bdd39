package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Test data: rows of a nightly, changed where a test needs it. */
final class Rows {

  static final Instant NIGHT = Instant.parse("2026-03-01T04:00:00Z");

  private Rows() {}

  static String key(long id) {
    return "postgres/" + id;
  }

  /** Row of run 1: Llama-3.1-8B-Instruct on n150, 128/128/1, mean_tps 20. */
  static BenchmarkRow row(long id, long sequence, UnaryOperator<BenchmarkRow.Builder> change) {
    return change
        .apply(
            BenchmarkRow.newBuilder()
                .setSource("postgres")
                .setRowId(Long.toString(id))
                .setVersion(new FactVersion(0L, sequence))
                .setGithubPipelineId("1000")
                .setPipelineEndTs(NIGHT)
                .setMlModelName("Llama-3.1-8B-Instruct")
                .setDeviceName("n150")
                .setIsl(128L)
                .setOsl(128L)
                .setBatchSize(1L)
                .setBenchmarkRunId("1")
                .setStepName("benchmark")
                .setMetricName("mean_tps")
                .setMetricValue(20.0))
        .build();
  }
}
