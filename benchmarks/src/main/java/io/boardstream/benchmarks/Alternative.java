package io.boardstream.benchmarks;

import io.boardstream.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * What Postgres alone would cost for the newest conclusive value of each model on each device: a
 * materialised view, a view that seeks, a trigger; and beside them what a row costs here.
 */
public final class Alternative {

  /**
   * What to measure.
   *
   * @param sizes rows in the table, ascending
   * @param rounds measured rounds, after one for warming up
   * @param throughputRows rows of a round of our own throughput; 0 leaves it out
   */
  public record Options(List<Integer> sizes, int rounds, int throughputRows) {
    public Options {
      sizes = List.copyOf(sizes);
      if (sizes.isEmpty() || !sizes.stream().sorted().toList().equals(sizes) || sizes.get(0) < 1) {
        throw new IllegalArgumentException("sizes must be 1 or more, and ascend");
      }
      if (rounds < 1 || throughputRows < 0) {
        throw new IllegalArgumentException("rounds must be 1 or more, throughput rows 0 or more");
      }
    }
  }

  /** What a nightly with half a dozen reporters may insert at once. */
  private static final int INSERTED = 1_000;

  private static final int FILLED_AT_ONCE = 50_000;
  private static final int MODELS = 30;
  private static final int THROUGHPUT_ROUNDS = 2;

  private final Options options;
  private final Progress progress;

  private Alternative(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Measures in a Postgres of its own.
   *
   * @param dir for its data, empty
   * @throws BenchmarkException when the alternatives do not agree with each other
   */
  public static Report run(Options options, Path dir, Progress progress)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    return new Alternative(options, progress).measure(dir);
  }

  private Report measure(Path dir)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    List<Map<String, Object>> bySize = new ArrayList<>();
    progress.says("starting Postgres");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir.resolve("postgres"), 0);
        Connection connection = open(postgres)) {
      PostgresMatrix matrix = new PostgresMatrix(connection);
      Nightlies nights = new Nightlies(1, MODELS);
      int filled = 0;
      for (int size : options.sizes()) {
        progress.says("%,d rows".formatted(size));
        while (filled < size) {
          int count = Math.min(size - filled, FILLED_AT_ONCE);
          RowTable.fill(connection, nights.take(count));
          filled += count;
        }
        matrix.settle();
        bySize.add(measureAt(size, matrix, nights));
      }
    }
    Report report = new Report("alternative");
    Map<String, Object> ours = ours(dir.resolve("throughput"));
    for (Map<String, Object> figures : bySize) {
      figures.putAll(ours);
      report.add("Postgres alone", figures);
    }
    return report;
  }

  private Map<String, Object> measureAt(int size, PostgresMatrix matrix, Nightlies nights)
      throws SQLException {
    List<Double> refresh = new ArrayList<>();
    List<Double> concurrently = new ArrayList<>();
    List<Double> seeks = new ArrayList<>();
    List<Double> insert = new ArrayList<>();
    List<Double> insertWithTrigger = new ArrayList<>();
    List<Double> overhead = new ArrayList<>();
    for (int round = 0; round <= options.rounds(); round++) {
      double refreshed = matrix.refreshMillis(nights.take(1), false);
      double refreshedConcurrently = matrix.refreshMillis(nights.take(1), true);
      double sought = matrix.seekMillis();
      var rows = nights.take(INSERTED);
      double without = matrix.insertMicrosPerRow(rows, false);
      double with = matrix.insertMicrosPerRow(rows, true);
      if (round > 0) { // The first warms up caches and plans.
        refresh.add(refreshed);
        concurrently.add(refreshedConcurrently);
        seeks.add(sought);
        insert.add(without);
        insertWithTrigger.add(with);
        overhead.add(with - without);
      }
    }
    matrix.check();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", (long) size);
    figures.put("refresh_ms", Report.median(refresh));
    figures.put("refresh_concurrently_ms", Report.median(concurrently));
    figures.put("seeks_ms", Report.median(seeks));
    figures.put("insert_us_per_row", Report.median(insert));
    figures.put("insert_with_trigger_us_per_row", Report.median(insertWithTrigger));
    figures.put("trigger_overhead_us_per_row", Report.median(overhead));
    return figures;
  }

  private Map<String, Object> ours(Path dir) throws ExecutionException, InterruptedException {
    if (options.throughputRows() == 0) {
      return Map.of();
    }
    progress.says("our own topology, %,d rows a round".formatted(options.throughputRows()));
    Report throughput =
        Throughput.run(
            new Throughput.Options(options.throughputRows(), THROUGHPUT_ROUNDS, false),
            dir,
            progress);
    Object rowsPerSecond = throughput.rows().get(0).get("rows_per_s");
    return rowsPerSecond instanceof Double rate
        ? Map.of("boardstream_us_per_row", 1e6 / rate)
        : Map.of();
  }

  private static Connection open(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
