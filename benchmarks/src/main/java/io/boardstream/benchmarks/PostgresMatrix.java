package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.producers.postgres.BenchmarkTable;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/** The matrix in plain SQL, three ways, on our table: {@code alternative.sql}. */
final class PostgresMatrix {

  private static final String SQL = "alternative.sql";

  private final Connection connection;

  /** Creates the table and all that hangs on it. */
  PostgresMatrix(Connection connection) throws SQLException, IOException {
    this.connection = connection;
    execute(BenchmarkTable.ddl());
    try (InputStream sql =
        Objects.requireNonNull(PostgresMatrix.class.getResourceAsStream(SQL), SQL)) {
      execute(new String(sql.readAllBytes(), UTF_8));
    }
  }

  /** After many rows: statistics and visibility as autovacuum would leave them. */
  void settle() throws SQLException {
    execute("VACUUM (ANALYZE) benchmark_rows");
    execute("REFRESH MATERIALIZED VIEW matrix");
    // The trigger was off while the table was filled.
    execute("TRUNCATE matrix_by_trigger");
    execute("INSERT INTO matrix_by_trigger SELECT * FROM matrix");
    execute("VACUUM (ANALYZE) matrix_by_trigger");
  }

  /** Time of a refresh after some new rows, which a refresh would not be asked for without. */
  double refreshMillis(List<BenchmarkRow> news, boolean concurrently) throws SQLException {
    insert(news, true);
    long begun = System.nanoTime();
    execute("REFRESH MATERIALIZED VIEW " + (concurrently ? "CONCURRENTLY " : "") + "matrix");
    return (System.nanoTime() - begun) / 1e6;
  }

  /** Time of a query for the whole matrix by one seek for each cell. */
  double seekMillis() throws SQLException {
    long begun = System.nanoTime();
    count("SELECT count(metric_value) FROM matrix_by_seeks");
    return (System.nanoTime() - begun) / 1e6;
  }

  /**
   * Time of an insert of rows, a statement each in one transaction, before the commit. They are
   * rolled back, so that the table keeps its size.
   */
  double insertMicrosPerRow(List<BenchmarkRow> rows, boolean trigger) throws SQLException {
    enable(trigger);
    connection.setAutoCommit(false);
    try {
      long begun = System.nanoTime();
      RowTable.insert(connection, rows);
      return (System.nanoTime() - begun) / 1e3 / rows.size();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
      enable(false);
    }
  }

  /**
   * Compares the three ways, row by row.
   *
   * @throws BenchmarkException when they do not say the same
   */
  void check() throws SQLException {
    execute("REFRESH MATERIALIZED VIEW matrix");
    String cells = "SELECT ml_model_name, device_name, pipeline_end_ts, benchmark_run_id FROM ";
    for (String other : List.of("matrix_by_seeks", "matrix_by_trigger")) {
      long differences =
          count(
              "SELECT count(*) FROM ((%1$s matrix EXCEPT %1$s %2$s) UNION ALL (%1$s %2$s EXCEPT %1$s matrix)) AS d"
                  .formatted(cells, other));
      if (differences != 0 || count("SELECT count(*) FROM matrix") == 0) {
        throw new BenchmarkException(other + " and the materialised view differ or are empty");
      }
    }
  }

  private void insert(List<BenchmarkRow> rows, boolean trigger) throws SQLException {
    enable(trigger);
    RowTable.insert(connection, rows);
    enable(false);
  }

  private void enable(boolean trigger) throws SQLException {
    execute(
        "ALTER TABLE benchmark_rows %s TRIGGER keep_matrix"
            .formatted(trigger ? "ENABLE" : "DISABLE"));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
