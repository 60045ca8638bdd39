package io.boardstream.benchmarks;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.schemas.ContractClasses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Simulated rows in the shape of real nightlies: 30 models on 5 devices, 14 metrics a run, about
 * 4,000 rows a night; run after run, as reporters write them. The same seed gives the same rows.
 */
public final class Nightlies {

  private static final int ROWS_PER_NIGHT = 4_000;
  private static final Instant FIRST_NIGHT = Instant.parse("2024-01-01T04:00:00Z");
  private static final List<String> DEVICES = List.of("n150", "n300", "T3K", "p150x4", "galaxy");
  private static final List<Long> LENGTHS = List.of(128L, 1_024L, 2_048L, 4_096L, 8_192L);
  private static final List<Long> BATCHES = List.of(1L, 16L, 32L);
  private static final List<String> METRICS =
      List.of(
          "mean_ttft_ms",
          "std_ttft_ms",
          "mean_tpot_ms",
          "std_tpot_ms",
          "mean_tps",
          "std_tps",
          "tps_decode_throughput",
          "tps_prefill_throughput",
          "mean_e2el_ms",
          "request_throughput",
          "num_requests",
          "total_input_tokens",
          "total_output_tokens",
          "max_concurrency");

  static {
    ContractClasses.trust();
  }

  private final Random random;
  private final int models;
  private long next = 1;

  /**
   * Starts with row 1.
   *
   * @param models how many models the rows are about
   */
  public Nightlies(long seed, int models) {
    this.random = new Random(seed);
    this.models = models;
  }

  /** The next rows. */
  public List<BenchmarkRow> take(int count) {
    List<BenchmarkRow> rows = new ArrayList<>(count);
    while (rows.size() < count) {
      rows.add(row(next++));
    }
    return rows;
  }

  private BenchmarkRow row(long id) {
    long run = (id - 1) / METRICS.size();
    long night = id / ROWS_PER_NIGHT;
    String metric = METRICS.get((int) ((id - 1) % METRICS.size()));
    return BenchmarkRow.newBuilder()
        .setSource("postgres")
        .setRowId(Long.toString(id))
        .setVersion(new FactVersion(0L, id))
        .setGithubPipelineId(Long.toString(10_000 + night))
        .setPipelineEndTs(FIRST_NIGHT.plus(Duration.ofDays(night)))
        .setMlModelName("simulated-model-%d-8B".formatted(run % models))
        .setDeviceName(pick(DEVICES, run / models))
        .setIsl(pick(LENGTHS, run / models / DEVICES.size()))
        .setOsl(128L)
        .setBatchSize(pick(BATCHES, run / models / DEVICES.size() / LENGTHS.size()))
        .setBenchmarkRunId(Long.toString(100_000 + run))
        .setStepName("benchmark")
        .setMetricName(metric)
        .setMetricValue(Math.round(random.nextDouble() * 100_000) / 100.0 + 1)
        .build();
  }

  private static <T> T pick(List<T> list, long index) {
    return list.get((int) (index % list.size()));
  }
}
