package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The table of benchmark rows in Postgres, and rows on their way into it. */
final class RowTable {

  private static final String COLUMNS =
      "github_pipeline_id, pipeline_end_ts, ml_model_name, device_name, isl, osl, batch_size,"
          + " precision, benchmark_run_id, step_name, metric_name, metric_value";
  private static final String INSERT =
      "INSERT INTO benchmark_rows (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

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

  /** Copies rows, the fastest way that Postgres has. */
  static void copy(Connection connection, List<BenchmarkRow> rows)
      throws SQLException, IOException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY benchmark_rows (" + COLUMNS + ") FROM STDIN (FORMAT csv)");
    try {
      for (BenchmarkRow row : rows) {
        // Simulated rows hold neither commas nor quotes, so that their text is CSV as it is.
        String line =
            values(row)
                .map(value -> value == null ? "" : value.toString())
                .collect(Collectors.joining(",", "", "\n"));
        byte[] bytes = line.getBytes(UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
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
