package io.boardstream.benchmarks;

import io.boardstream.avro.BenchmarkRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of benchmark rows in Postgres, and rows on their way into it. */
final class RowTable {

  private static final String COLUMNS =
      "github_pipeline_id, pipeline_end_ts, ml_model_name, device_name, isl, osl, batch_size,"
          + " precision, benchmark_run_id, step_name, metric_name, metric_value";
  private static final String INSERT =
      "INSERT INTO benchmark_rows (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final List<String> TYPES =
      List.of(
          "text",
          "timestamptz",
          "text",
          "text",
          "numeric",
          "numeric",
          "numeric",
          "text",
          "text",
          "text",
          "text",
          "float8");
  private static final String FILL =
      "INSERT INTO benchmark_rows (" + COLUMNS + ") SELECT * FROM unnest(" + placeholders() + ")";

  private RowTable() {}

  /** Inserts rows, a statement each, all sent in one go; within the caller's transaction. */
  static void insert(Connection connection, List<BenchmarkRow> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (BenchmarkRow row : rows) {
        List<@Nullable Object> values = values(row).toList();
        for (int i = 0; i < values.size(); i++) {
          Object value = values.get(i);
          insert.setObject(i + 1, value instanceof Instant time ? Timestamp.from(time) : value);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Inserts rows in one statement, a column at a time: the fast way to a large table. */
  static void fill(Connection connection, List<BenchmarkRow> rows) throws SQLException {
    List<List<@Nullable Object>> byRow = rows.stream().map(row -> values(row).toList()).toList();
    try (PreparedStatement fill = connection.prepareStatement(FILL)) {
      for (int column = 0; column < TYPES.size(); column++) {
        int at = column;
        fill.setArray(
            column + 1,
            connection.createArrayOf(
                TYPES.get(column), byRow.stream().map(row -> text(row.get(at))).toArray()));
      }
      fill.executeUpdate();
    }
  }

  private static String placeholders() {
    return TYPES.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static Stream<@Nullable Object> values(BenchmarkRow row) {
    return Stream.of(
        row.getGithubPipelineId().orElse(null),
        row.getPipelineEndTs().orElse(null),
        row.getMlModelName().orElse(null),
        row.getDeviceName().orElse(null),
        row.getIsl().orElse(null),
        row.getOsl().orElse(null),
        row.getBatchSize().orElse(null),
        row.getPrecision().orElse(null),
        row.getBenchmarkRunId().orElse(null),
        row.getStepName().orElse(null),
        row.getMetricName().orElse(null),
        row.getMetricValue().orElse(null));
  }
}
