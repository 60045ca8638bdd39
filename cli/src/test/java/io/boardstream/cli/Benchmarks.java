package io.boardstream.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes benchmark rows as a CI pipeline does. */
final class Benchmarks {

  private static final String INSERT =
      """
      INSERT INTO benchmark_rows (github_pipeline_id, pipeline_end_ts, ml_model_name, device_name,
        isl, osl, batch_size, benchmark_run_id, step_name, metric_name, metric_value)
      VALUES ('1', timestamptz '2026-01-02 03:04:05Z' + ? * interval '1 minute', ?, ?, 128, 128, 1,
        ?, 'benchmark', 'mean_tps', ?)
      """;

  private final String url;
  private final String user;
  private final String password;

  Benchmarks(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /**
   * One measured run.
   *
   * @param minute when it ended, from a fixed time on
   */
  void ran(String model, String device, int minute, double tokensPerSecond) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setInt(1, minute);
      insert.setString(2, model);
      insert.setString(3, device);
      insert.setString(4, "run-" + minute);
      insert.setDouble(5, tokensPerSecond);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
