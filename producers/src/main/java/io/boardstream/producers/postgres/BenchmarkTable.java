package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.runtime.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The flat table that comes with the project, for databases that have none yet. */
public final class BenchmarkTable {

  /** Where {@link #ddl()} creates it. */
  public static final String NAME = "public.benchmark_rows";

  private static final String RESOURCE = "benchmark_rows.sql";

  /** Type that each column has in our table. */
  static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("github_pipeline_id", "text"),
          Map.entry("pipeline_end_ts", "timestamptz"),
          Map.entry("ml_model_name", "text"),
          Map.entry("device_name", "text"),
          Map.entry("isl", "numeric"),
          Map.entry("osl", "numeric"),
          Map.entry("batch_size", "numeric"),
          Map.entry("precision", "text"),
          Map.entry("benchmark_run_id", "text"),
          Map.entry("step_name", "text"),
          Map.entry("metric_name", "text"),
          Map.entry("metric_value", "double precision"));

  private BenchmarkTable() {}

  /** The SQL that creates the table; running it again changes nothing. */
  public static String ddl() {
    try (InputStream resource = BenchmarkTable.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("Not on the class path: " + RESOURCE);
      }
      return new String(resource.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates the table where it is absent.
   *
   * @throws SQLException when the database is away or the role may not create tables
   */
  public static void create(Settings settings) throws SQLException {
    PostgresDatabase database = new PostgresDatabase(new PostgresSettings(settings.values()));
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(ddl());
      connection.commit();
    } catch (SQLException e) {
      throw new SQLException(database.explain(e), e.getSQLState(), e);
    }
  }
}
