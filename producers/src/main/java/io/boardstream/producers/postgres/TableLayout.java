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

/**
 * What the catalogue of Postgres says about a table.
 *
 * @param kind {@code r} for an ordinary table, {@code p} for a partitioned one
 * @param types type of each column, as {@code format_type} prints it, in the table's order
 * @param primaryKey columns of the primary key in its order; empty without one
 * @param replicaIdentity {@code d}efault, {@code n}othing, {@code f}ull or {@code i}ndex
 */
record TableLayout(
    String kind, Map<String, String> types, List<String> primaryKey, String replicaIdentity) {

  private static final String TABLE =
      """
      SELECT c.oid, c.relreplident, c.relkind
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
      """;

  private static final String COLUMNS =
      """
      SELECT attname, format_type(atttypid, atttypmod)
      FROM pg_attribute WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped ORDER BY attnum
      """;

  private static final String PRIMARY_KEY =
      """
      SELECT a.attname, 'key'
      FROM pg_index i
      CROSS JOIN LATERAL unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, position)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      WHERE i.indrelid = ? AND i.indisprimary AND k.position <= i.indnkeyatts
      ORDER BY k.position
      """;

  /** The layout, or empty when there is no such table. Needs no privilege on the table. */
  static Optional<TableLayout> read(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long oid = row.getLong(1);
        String replicaIdentity = row.getString(2);
        String kind = row.getString(3);
        Map<String, String> types = pairs(connection, COLUMNS, oid);
        List<String> key = new ArrayList<>(pairs(connection, PRIMARY_KEY, oid).keySet());
        return Optional.of(new TableLayout(kind, types, key, replicaIdentity));
      }
    }
  }

  /** Type of a column, empty when there is no such column. */
  String type(String column) {
    return types.getOrDefault(column, "");
  }

  private static Map<String, String> pairs(Connection connection, String sql, long oid)
      throws SQLException {
    Map<String, String> pairs = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          pairs.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return pairs;
  }
}
