package io.boardstream.producers.postgres;

import io.boardstream.producers.facts.Backoff;
import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** The replication slot of this source: the server's memory of how far we have read. */
public final class PostgresSlot {

  private static final String IN_USE = "55006";
  private static final int ATTEMPTS = 6;

  private final PostgresSettings settings;
  private final PostgresDatabase database;

  public PostgresSlot(Settings settings) {
    this(new PostgresSettings(settings.values()));
  }

  PostgresSlot(PostgresSettings settings) {
    this.settings = settings;
    this.database = new PostgresDatabase(settings);
  }

  /**
   * What the server says about a slot.
   *
   * @param activePid process that reads it, if any
   * @param walStatus {@code lost} when the server has discarded log that the slot needs; empty
   *     before Postgres 13
   * @param confirmed up to where the reader has said that it needs the log no more
   */
  record State(
      String plugin,
      String database,
      Optional<Long> activePid,
      String walStatus,
      LogSequenceNumber confirmed) {

    boolean isLost() {
      return walStatus.equals("lost");
    }
  }

  /**
   * Drops the slot, so that the server may discard its log; the next start takes a new snapshot.
   * Waits a few seconds for a reader that has just been stopped.
   *
   * @return whether there was one
   * @throws SQLException when the database is away or a producer is using the slot; says which
   */
  public boolean drop() throws SQLException {
    try (Connection connection = database.open()) {
      Backoff backoff = new Backoff();
      for (int attempt = 1; ; attempt++) {
        try {
          return drop(connection);
        } catch (SQLException e) {
          if (!IN_USE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
            throw e;
          }
          backoff.await();
        }
      }
    } catch (SQLException e) {
      throw new SQLException(database.explain(e), e.getSQLState(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while waiting for the reader of the slot", e);
    }
  }

  boolean drop(Connection connection) throws SQLException {
    if (state(connection).isEmpty()) {
      return false;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      statement.setString(1, settings.slot());
      statement.execute();
    }
    return true;
  }

  Optional<State> state(Connection connection) throws SQLException {
    String sql = "SELECT * FROM pg_replication_slots WHERE slot_name = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, settings.slot());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long pid = row.getLong("active_pid");
        Optional<Long> activePid = row.wasNull() ? Optional.empty() : Optional.of(pid);
        return Optional.of(
            new State(
                text(row.getString("plugin")),
                text(row.getString("database")),
                activePid,
                connection.getMetaData().getDatabaseMajorVersion() < 13
                    ? ""
                    : text(row.getString("wal_status")),
                LogSequenceNumber.valueOf(text(row.getString("confirmed_flush_lsn")))));
      }
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
