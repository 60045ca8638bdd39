package io.boardstream.producers.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the table for values that the log left out: without {@code REPLICA IDENTITY FULL} a large
 * value that an update leaves unchanged is not in the log.
 *
 * <p>The table may be ahead of the log, so a row may already show a later value. That is no error:
 * the later change follows in the log, and after it both say the same.
 */
final class RowLookup {

  private static final long PAUSE_MS = 5;
  private static final int ATTEMPTS = 2_000;

  /** Transaction ids have 32 bits in the log, and 64 here. */
  private static final String IS_VISIBLE =
      """
      SELECT txid_visible_in_snapshot(
          CASE WHEN id > txid_snapshot_xmax(s) + 2147483648 THEN id - 4294967296 ELSE id END, s)
      FROM (SELECT s, ((txid_snapshot_xmax(s) >> 32) << 32) + ? AS id
            FROM txid_current_snapshot() AS s) AS now
      """;

  private final PostgresDatabase database;

  RowLookup(PostgresDatabase database) {
    this.database = database;
  }

  /** The changes, with the values that the log left out of some. */
  List<RowChange> completed(List<RowChange> changes) throws InterruptedException {
    if (changes.stream().noneMatch(RowChange::isIncomplete)) {
      return changes;
    }
    List<RowChange> completed = new ArrayList<>(changes.size());
    try (Connection connection = database.open()) {
      for (RowChange change : changes) {
        completed.add(change.isIncomplete() ? completed(connection, change) : change);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(database.explain(e), e);
    }
    return completed;
  }

  private static RowChange completed(Connection connection, RowChange change)
      throws SQLException, InterruptedException {
    if (change.transaction().isPresent()) {
      awaitVisible(connection, change.transaction().get());
    }
    List<String> missing =
        change.columns().entrySet().stream()
            .filter(column -> RowChange.UNAVAILABLE.equals(column.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return read(connection, change, missing)
        .map(
            values -> {
              Map<String, @Nullable Object> whole = new LinkedHashMap<>(change.columns());
              whole.putAll(values);
              return change.completed(whole);
            })
        .orElseGet(change::gone);
  }

  /** The log tells of a commit a moment before other sessions see what it did. */
  private static void awaitVisible(Connection connection, long transaction)
      throws SQLException, InterruptedException {
    try (PreparedStatement statement = connection.prepareStatement(IS_VISIBLE)) {
      statement.setLong(1, transaction);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        try (ResultSet row = statement.executeQuery()) {
          if (row.next() && row.getBoolean(1)) {
            return;
          }
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
    throw new IllegalStateException(
        "Transaction %d is in the log, and is still not visible".formatted(transaction));
  }

  private static Optional<Map<String, @Nullable String>> read(
      Connection connection, RowChange change, List<String> columns) throws SQLException {
    TableLayout layout =
        TableLayout.read(connection, change.table())
            .orElseThrow(
                () -> new IllegalStateException("Table %s is gone".formatted(change.table())));
    List<String> key = List.copyOf(change.key().keySet());
    String sql =
        "SELECT %s FROM %s WHERE %s"
            .formatted(
                columns.stream().map(TableName::quoted).collect(Collectors.joining(", ")),
                change.table().quoted(),
                key.stream()
                    .map(
                        column ->
                            "%s = CAST(? AS %s)"
                                .formatted(TableName.quoted(column), layout.type(column)))
                    .collect(Collectors.joining(" AND ")));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < key.size(); i++) {
        statement.setString(i + 1, change.key().get(key.get(i)));
      }
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          values.put(columns.get(i), row.getString(i + 1));
        }
        return Optional.of(values);
      }
    }
  }
}
