package io.boardstream.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/**
 * The rows whose way is timed. Each is a run of its own, newer than the one before of its model,
 * and carries its number in the id of the run, which the document of the model shows as its
 * evidence.
 */
final class LatencyRows {

  private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
  private static final String RUN = "latency-run-";
  private static final String MODEL = "latency-model-";
  private static final String INSERT =
      "INSERT INTO benchmark_rows (github_pipeline_id, pipeline_end_ts, ml_model_name, device_name,"
          + " isl, osl, batch_size, benchmark_run_id, step_name, metric_name, metric_value)"
          + " VALUES ('1', ?, ?, 'n150', 128, 128, 1, ?, 'benchmark', 'mean_tps', ?)";

  private LatencyRows() {}

  static PreparedStatement insert(Connection connection) throws SQLException {
    return connection.prepareStatement(INSERT);
  }

  static void fill(PreparedStatement insert, int row, int model) throws SQLException {
    insert.setTimestamp(1, Timestamp.from(FIRST.plusSeconds(row)));
    insert.setString(2, MODEL + model);
    insert.setString(3, RUN + row);
    insert.setDouble(4, row + 1.0);
  }

  /** The model that a document's file is about, or -1 for any other file. */
  static int modelOf(String fileName) {
    if (!fileName.startsWith(MODEL)) {
      return -1; // Also what is not renamed yet: its name begins with a dot.
    }
    return (int) number(fileName, MODEL.length());
  }

  /** The newest row that a document shows, or -1 for none. */
  static int newestRowIn(String document) {
    long newest = -1;
    int at = document.indexOf(RUN);
    while (at >= 0) {
      newest = Math.max(newest, number(document, at + RUN.length()));
      at = document.indexOf(RUN, at + RUN.length());
    }
    return (int) newest;
  }

  private static long number(String text, int from) {
    long number = -1;
    for (int i = from; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
      number = Math.max(number, 0) * 10 + (text.charAt(i) - '0');
    }
    return number;
  }
}
