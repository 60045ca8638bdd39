package io.boardstream.producers.postgres;

import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.settings.SelectionKeys;
import io.boardstream.producers.RowReader;
import io.boardstream.producers.RowReaderException;
import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the benchmark rows of the four normalised tables by one join in SQL, of one moment of the
 * database: the rows that the topology assembles from the same tables, with the same ids and the
 * same source, except for those that the selection leaves out, which are not handed over. It shares
 * no code with the assembly but the mapping of values, so that each can prove the other.
 */
public final class CicdReader implements RowReader {

  private static final int ROWS_PER_FETCH = 5_000;

  private final PostgresSettings settings;
  private final PostgresDatabase database;
  private final CicdQuery query;

  public CicdReader(Settings settings) {
    this.settings = new PostgresSettings(settings.values());
    this.database = new PostgresDatabase(this.settings);
    this.query = new CicdQuery(SelectionKeys.selection(settings.values()));
  }

  @Override
  public void read(Consumer<? super MappedRow> rows) {
    try (Connection connection = database.open()) {
      // The driver uses a cursor only within a transaction; otherwise it holds all rows.
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
    String schema =
        settings
            .cicdSchema()
            .orElseThrow(
                () ->
                    new RowReaderException(
                        "postgres.cicd.schema is empty: there are no tables to read"));
    try {
      Map<CicdTable, TableLayout> layouts = layouts(connection, schema);
      try (PreparedStatement statement = query.prepare(connection, schema, layouts)) {
        statement.setFetchSize(ROWS_PER_FETCH);
        try (ResultSet result = statement.executeQuery()) {
          CicdJoin join = new CicdJoin(settings.sourceName(), rows);
          while (result.next()) {
            join.accept(CicdQuery.row(result));
          }
          join.end();
        }
      }
    } catch (SQLException e) {
      throw new RowReaderException(database.explain(e), e);
    }
  }

  private static Map<CicdTable, TableLayout> layouts(Connection connection, String schema)
      throws SQLException {
    Map<CicdTable, TableLayout> layouts = new EnumMap<>(CicdTable.class);
    for (CicdTable table : CicdTable.values()) {
      TableName name = table.in(schema);
      TableLayout layout =
          TableLayout.read(connection, name)
              .orElseThrow(
                  () ->
                      new RowReaderException(
                          "There is no table %s in the database; check postgres.cicd.schema"
                              .formatted(name)));
      List<String> missing =
          table.required().keySet().stream()
              .filter(column -> !layout.types().containsKey(column))
              .toList();
      if (!missing.isEmpty()) {
        throw new RowReaderException(
            "Table %s lacks the columns %s".formatted(name, String.join(", ", missing)));
      }
      layouts.put(table, layout);
    }
    return layouts;
  }

  /** All that is read of a table, as far as it has it. */
  static Stream<String> columns(CicdTable table, TableLayout layout) {
    return Stream.concat(table.required().keySet().stream(), table.optional().keySet().stream())
        .filter(layout.types()::containsKey);
  }
}
