package io.boardstream.benchmarks.faults;

import io.boardstream.producers.postgres.BenchmarkTable;
import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Load on the flat table of benchmark rows. Used by one thread at a time, but for probes. */
final class FlatTable implements Workload {

  /** Around so many rows inserts and deletes balance. */
  private static final int ROWS = 1_500;

  private static final int MOST_CHANGES = 6;
  private static final Instant FIRST_PROBE = Instant.parse("2026-01-01T00:00:00Z");
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
  private static final String INSERT =
      "INSERT INTO benchmark_rows (%s) VALUES (%s) RETURNING id"
          .formatted(
              String.join(", ", RandomRow.COLUMNS),
              TYPES.stream().map("?::"::concat).collect(Collectors.joining(", ")));
  private static final String PROBE =
      """
      WITH gone AS (DELETE FROM benchmark_rows WHERE ml_model_name = ?)
      INSERT INTO benchmark_rows (github_pipeline_id, pipeline_end_ts, ml_model_name, device_name,
        isl, osl, batch_size, benchmark_run_id, step_name, metric_name, metric_value)
      VALUES ('1', ?::timestamptz, ?, 'n150', 128, 128, 1, ?, 'benchmark', 'mean_tps', 1)
      """;

  private final List<Long> ids = new ArrayList<>();
  private int probes;

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public void prepare(Settings settings) throws SQLException {
    BenchmarkTable.create(settings);
  }

  @Override
  public void look(Connection connection) throws SQLException {
    ids.clear();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id FROM benchmark_rows WHERE ml_model_name IS NULL"
                    + " OR ml_model_name NOT LIKE 'probe-%' ORDER BY id")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
  }

  @Override
  public void change(Connection connection, Random random) throws SQLException {
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      int insertsOf100 = ids.size() < ROWS ? 50 : 25;
      int dice = random.nextInt(100);
      if (ids.isEmpty() || dice < insertsOf100) {
        insert(connection, random);
      } else if (dice < insertsOf100 + 25) {
        update(connection, random);
      } else if (dice < insertsOf100 + 30) {
        renumber(connection, random);
      } else if (dice == 99 && ids.size() > ROWS / 2) {
        deleteModel(connection, random);
      } else {
        delete(connection, random);
      }
    }
  }

  private void insert(Connection connection, Random random) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      List<@Nullable String> values = RandomRow.values(random);
      for (int i = 0; i < values.size(); i++) {
        insert.setString(i + 1, values.get(i));
      }
      try (ResultSet id = insert.executeQuery()) {
        id.next();
        ids.add(id.getLong(1));
      }
    }
  }

  /** One or two columns get values of another row: it may move to another model, or be refused. */
  private void update(Connection connection, Random random) throws SQLException {
    List<@Nullable String> values = RandomRow.values(random);
    int first = random.nextInt(values.size());
    int second = random.nextInt(values.size());
    String set = "%s = ?::%s".formatted(RandomRow.COLUMNS.get(first), TYPES.get(first));
    if (second != first) {
      set += ", %s = ?::%s".formatted(RandomRow.COLUMNS.get(second), TYPES.get(second));
    }
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE benchmark_rows SET " + set + " WHERE id = ?")) {
      int at = 1;
      update.setString(at++, values.get(first));
      if (second != first) {
        update.setString(at++, values.get(second));
      }
      update.setLong(at, ids.get(random.nextInt(ids.size())));
      update.executeUpdate();
    }
  }

  /** The same row by another key. */
  private void renumber(Connection connection, Random random) throws SQLException {
    int at = random.nextInt(ids.size());
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE benchmark_rows SET id = DEFAULT WHERE id = ? RETURNING id")) {
      update.setLong(1, ids.get(at));
      try (ResultSet id = update.executeQuery()) {
        id.next();
        ids.set(at, id.getLong(1));
      }
    }
  }

  private void delete(Connection connection, Random random) throws SQLException {
    int at = random.nextInt(ids.size());
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM benchmark_rows WHERE id = ?")) {
      delete.setLong(1, ids.get(at));
      delete.executeUpdate();
    }
    ids.set(at, ids.get(ids.size() - 1));
    ids.remove(ids.size() - 1);
  }

  /** Its document goes with it. */
  private void deleteModel(Connection connection, Random random) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM benchmark_rows WHERE ml_model_name ~* ('^faulty.model.' || ? || '$')")) {
      delete.setString(1, Integer.toString(random.nextInt(24)));
      delete.executeUpdate();
    }
    look(connection);
  }

  @Override
  public void probe(Connection connection, List<String> models, String runId) throws SQLException {
    String time = FIRST_PROBE.plusSeconds(++probes).toString();
    try (PreparedStatement probe = connection.prepareStatement(PROBE)) {
      for (String model : models) {
        probe.setString(1, model);
        probe.setString(2, time);
        probe.setString(3, model);
        probe.setString(4, runId);
        probe.executeUpdate();
      }
    }
  }
}
