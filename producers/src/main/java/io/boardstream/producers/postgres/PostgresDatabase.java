package io.boardstream.producers.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Opens connections to the user's database, and says in plain words why one cannot be opened. */
final class PostgresDatabase {

  private static final String TIMEOUT_SECONDS = "10";

  private final PostgresSettings settings;

  PostgresDatabase(PostgresSettings settings) {
    this.settings = settings;
  }

  /** A connection whose values come as the text that the server prints. */
  Connection open() throws SQLException {
    return DriverManager.getConnection(settings.url(), properties(false));
  }

  /** A connection that takes the commands of replication, and no others. */
  Connection openForReplication() throws SQLException {
    return DriverManager.getConnection(settings.url(), properties(true));
  }

  private Properties properties(boolean replication) {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    if (!settings.password().isEmpty()) {
      properties.setProperty("password", settings.password());
    }
    properties.setProperty("ApplicationName", "boardstream");
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("loginTimeout", TIMEOUT_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("binaryTransfer", "false");
    if (replication) {
      properties.setProperty("replication", "database");
      properties.setProperty("preferQueryMode", "simple");
      properties.setProperty("assumeMinServerVersion", "12");
    }
    return properties;
  }

  /**
   * Runs statements in one transaction.
   *
   * @throws SQLException saying in plain words what to do
   */
  void execute(String sql) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      connection.commit();
    } catch (SQLException e) {
      throw new SQLException(explain(e), e.getSQLState(), e);
    }
  }

  /** What went wrong, and what to do about it, in one line without the password. */
  String explain(SQLException e) {
    return "%s (%s)".formatted(problem(e), remedy(e));
  }

  String problem(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return "Postgres at %s: %s".formatted(settings.url().replaceAll("\\?.*", ""), message);
  }

  String remedy(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case "28P01", "28000" ->
          "the server refuses the role '%s'; check postgres.user, postgres.password and pg_hba.conf"
              .formatted(settings.user());
      case "3D000" -> "there is no such database; check postgres.url";
      case "08001", "08004", "08006" -> "check that the server runs and that postgres.url is right";
      case "53400" ->
          "the server has no replication slot or sender left; raise max_replication_slots and max_wal_senders";
      case "53300" -> "the server has no connection left; raise max_connections or close some";
      case "57P03" -> "the server is starting or stopping; try again";
      case "42501" ->
          "the role '%s' lacks a privilege; 'boardstream check' says which"
              .formatted(settings.user());
      case "42P01" -> "there is no such table; check postgres.table and postgres.cicd.schema";
      default -> "SQL state " + (state.isEmpty() ? "unknown" : state);
    };
  }
}
