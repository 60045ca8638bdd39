package io.boardstream.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs statements on a database and prints what they answer. */
final class SqlSession {

  private final Connection connection;
  private final PrintWriter out;
  private final int maxRows;

  SqlSession(Connection connection, PrintWriter out, int maxRows) {
    this.connection = connection;
    this.out = out;
    this.maxRows = maxRows;
  }

  /** Runs one or more statements, separated by semicolons. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // One more than is shown tells whether there are more.
      statement.setMaxRows(maxRows + 1);
      boolean hasRows = statement.execute(sql);
      while (hasRows || statement.getUpdateCount() >= 0) {
        if (hasRows) {
          try (ResultSet rows = statement.getResultSet()) {
            print(rows);
          }
        } else {
          out.println(counted(statement.getUpdateCount()) + " changed");
        }
        hasRows = statement.getMoreResults();
      }
      for (SQLWarning warning = statement.getWarnings();
          warning != null;
          warning = warning.getNextWarning()) {
        out.println("note: " + warning.getMessage());
      }
    }
    out.flush();
  }

  private void print(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> header = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      header.add(columns.getColumnLabel(i));
    }
    TextTable table = new TextTable(header);
    int count = 0;
    while (rows.next() && count < maxRows) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        row.add(Objects.requireNonNullElse(rows.getString(i), "NULL"));
      }
      table.add(row);
      count++;
    }
    table.print(out);
    out.println(
        rows.isAfterLast() || count < maxRows
            ? counted(count)
            : "the first " + counted(count) + "; --max-rows shows more");
  }

  private static String counted(int rows) {
    return rows == 1 ? "1 row" : rows + " rows";
  }
}
