package io.boardstream.producers.postgres;

import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.RowReader;
import io.boardstream.producers.RowReaderException;
import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table of benchmark rows in one query, of one moment of the database, with the same
 * result as change data capture, except for the versions, which a query does not have.
 */
public final class PostgresReader implements RowReader {

  private static final int ROWS_PER_FETCH = 5_000;

  private final PostgresSettings settings;
  private final PostgresDatabase database;

  public PostgresReader(Settings settings) {
    this.settings = new PostgresSettings(settings.values());
    this.database = new PostgresDatabase(this.settings);
  }

  @Override
  public void read(Consumer<? super MappedRow> rows) {
    try (Connection connection = database.open()) {
      // The driver uses a cursor only within a transaction; otherwise it holds the whole table.
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      read(connection, rows);
    } catch (SQLException e) {
      throw new RowReaderException(database.explain(e), e);
    }
  }

  /**
   * Reads within a transaction that somebody else has begun.
   *
   * @throws RowReaderException as {@link #read(Consumer)}
   */
  void read(Connection connection, Consumer<? super MappedRow> rows) {
    TableName table =
        settings
            .table()
            .orElseThrow(
                () -> new RowReaderException("postgres.table is empty: there is no table to read"));
    try {
      TableLayout layout = layout(connection, table);
      List<String> columns = columns(layout);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(ROWS_PER_FETCH);
        try (ResultSet result = statement.executeQuery(query(table, layout, columns))) {
          readAll(result, layout, columns, rows);
        }
      }
    } catch (SQLException e) {
      throw new RowReaderException(database.explain(e), e);
    }
  }

  private static TableLayout layout(Connection connection, TableName table) throws SQLException {
    TableLayout layout =
        TableLayout.read(connection, table)
            .orElseThrow(
                () ->
                    new RowReaderException(
                        "There is no table %s in the database; check postgres.table"
                            .formatted(table)));
    if (layout.primaryKey().isEmpty()) {
      throw new RowReaderException(
          "Table %s has no primary key, so its rows have no identity; add one".formatted(table));
    }
    List<String> missing =
        RowMapper.COLUMNS.stream().filter(column -> !layout.types().containsKey(column)).toList();
    if (!missing.isEmpty()) {
      throw new RowReaderException(
          "Table %s lacks the columns %s".formatted(table, String.join(", ", missing)));
    }
    return layout;
  }

  /** Those of a benchmark row, and the optional ones that the table has. */
  private static List<String> columns(TableLayout layout) {
    return Stream.concat(
            RowMapper.COLUMNS.stream(),
            RowMapper.OPTIONAL_COLUMNS.stream().filter(layout.types()::containsKey))
        .toList();
  }

  private static String query(TableName table, TableLayout layout, List<String> columns) {
    return "SELECT %s FROM %s"
        .formatted(
            Stream.concat(layout.primaryKey().stream(), columns.stream())
                .map(TableName::quoted)
                .collect(Collectors.joining(", ")),
            table.quoted());
  }

  private void readAll(
      ResultSet result, TableLayout layout, List<String> columns, Consumer<? super MappedRow> rows)
      throws SQLException {
    RowMapper mapper = new RowMapper(settings.sourceName());
    int keys = layout.primaryKey().size();
    Map<String, @Nullable String> values = new HashMap<>();
    while (result.next()) {
      List<String> key = new ArrayList<>(keys);
      for (int i = 1; i <= keys; i++) {
        key.add(result.getString(i));
      }
      for (int i = 0; i < columns.size(); i++) {
        values.put(columns.get(i), result.getString(keys + 1 + i));
      }
      rows.accept(mapper.map(RowId.of(key), Optional.empty(), values));
    }
  }
}
