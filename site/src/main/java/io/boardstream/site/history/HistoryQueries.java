package io.boardstream.site.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be asked of the history. */
public final class HistoryQueries {

  /** Records that one id of a run may stand for: its models, devices and configurations. */
  public static final int RUNS_OF_AN_ID = 200;

  private static final String AT = "coalesce(r.ended, r.pipeline_ended)";

  private final HistoryFile file;

  public HistoryQueries(HistoryFile file) {
    this.file = file;
  }

  /**
   * Series of a metric, one for each configuration and step.
   *
   * @param truncated whether there are more points, older than those
   */
  public record Answer(boolean truncated, List<Series> series) {}

  /**
   * The newest points that are asked for.
   *
   * @throws HistoryException when the history cannot be read
   */
  public Answer series(SeriesQuery query) {
    List<Object> values = new ArrayList<>(List.of(query.model(), query.device(), query.metric()));
    StringBuilder where =
        new StringBuilder(" WHERE r.model = ? AND r.device = ? AND i.kind = 0 AND i.name = ?");
    query.step().ifPresent(step -> add(where, values, "i.step = ?", step));
    size(where, values, "r.isl", query.isl());
    size(where, values, "r.osl", query.osl());
    size(where, values, "r.batch", query.batch());
    query.from().ifPresent(from -> add(where, values, AT + " >= ?", micros(from)));
    query.to().ifPresent(to -> add(where, values, AT + " <= ?", micros(to)));
    String sql =
        "SELECT r.*, i.step AS i_step, i.value AS i_value, i.unit AS i_unit, i.word AS i_word"
            + " FROM runs r JOIN items i ON i.ref = r.ref"
            + where
            + " ORDER BY r.ord DESC, i.step LIMIT "
            + (query.limit() + 1);
    return file.read(connection -> answer(connection, sql, values, query.limit()));
  }

  /**
   * The runs of this name, or the one of this ref.
   *
   * @throws HistoryException when the history cannot be read
   */
  public List<RunDocument> runs(String id) {
    Optional<Long> ref = ref(id);
    String sql =
        "SELECT * FROM runs WHERE run_id = ?"
            + (ref.isPresent() ? " OR ref = ?" : "")
            + " ORDER BY ord, model, device, ref LIMIT "
            + RUNS_OF_AN_ID;
    return file.read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            if (ref.isPresent()) {
              statement.setLong(2, ref.get());
            }
            List<RunDocument> runs = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                runs.add(RunRows.document(row, items(connection, row.getLong("ref"))));
              }
            }
            return runs;
          }
        });
  }

  /**
   * How runs ended, by the day on which they ended, oldest first; runs without a time are left out.
   *
   * @throws HistoryException when the history cannot be read
   */
  public List<Activity> activity(Instant from) {
    // Agents mark at its beginning where a row comes from that says nothing of real hardware.
    String sql =
        "SELECT strftime(make_timestamp("
            + AT
            + "), '%Y-%m-%d') AS day, coalesce(starts_with(origin, 'simulated'), false) AS sim,"
            + " count(*) FILTER (outcome = 'RAN'), count(*) FILTER (outcome = 'FAILED'),"
            + " count(*) FILTER (outcome NOT IN ('RAN', 'FAILED'))"
            + " FROM runs r WHERE "
            + AT
            + " >= ? GROUP BY day, sim ORDER BY day, sim";
    return file.read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, micros(from));
            List<Activity> days = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                days.add(
                    new Activity(
                        row.getString(1),
                        row.getBoolean(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5)));
              }
            }
            return days;
          }
        });
  }

  /** How many runs are known. */
  public long count() {
    return file.read(
        connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement("SELECT count(*) FROM runs");
              ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0L;
          }
        });
  }

  private static Answer answer(Connection connection, String sql, List<Object> values, int limit)
      throws SQLException {
    record Kind(String step, Series.Conditions configuration) {}
    Map<Kind, List<Series.Point>> points = new LinkedHashMap<>();
    Map<Kind, Series> heads = new HashMap<>();
    int count = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next() && ++count <= limit) {
          Kind kind = new Kind(row.getString("i_step"), RunRows.conditions(row));
          heads.computeIfAbsent(
              kind, it -> new Series(it.step, it.configuration, null, "NONE", List.of()));
          // The newest run says in what it is measured.
          if (!points.containsKey(kind)) {
            heads.put(
                kind,
                new Series(
                    kind.step,
                    kind.configuration,
                    row.getString("i_unit"),
                    row.getString("i_word"),
                    List.of()));
          }
          points.computeIfAbsent(kind, it -> new ArrayList<>()).add(RunRows.point(row));
        }
      }
    }
    List<Series> series = new ArrayList<>();
    points.forEach(
        (kind, newestFirst) -> {
          Collections.reverse(newestFirst);
          Series head = heads.get(kind);
          if (head != null) {
            series.add(
                new Series(
                    head.step(), head.configuration(), head.unit(), head.direction(), newestFirst));
          }
        });
    return new Answer(count > limit, series);
  }

  private static Map<Integer, List<RunDocument.Item>> items(Connection connection, long ref)
      throws SQLException {
    Map<Integer, List<RunDocument.Item>> items = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT * FROM items WHERE ref = ? ORDER BY rowid")) {
      statement.setLong(1, ref);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          items.computeIfAbsent(row.getInt("kind"), it -> new ArrayList<>()).add(RunRows.item(row));
        }
      }
    }
    return items;
  }

  private static void size(
      StringBuilder where, List<Object> values, String column, SeriesQuery.Size size) {
    if (size.any()) {
      return;
    }
    if (size.value().isPresent()) {
      add(where, values, column + " = ?", size.value().get());
    } else {
      where.append(" AND ").append(column).append(" IS NULL");
    }
  }

  private static void add(
      StringBuilder where, List<Object> values, String condition, Object value) {
    where.append(" AND ").append(condition);
    values.add(value);
  }

  private static Optional<Long> ref(String id) {
    return id.matches("[0-9a-f]{16}")
        ? Optional.of(Long.parseUnsignedLong(id, 16))
        : Optional.empty();
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }
}
