package io.boardstream.agent.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.outbox.OutboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which options worked, in an SQLite file beside the outbox, so that a restarted agent still knows.
 * A bounded number of entries is kept; those that were not used for longest go first. It only saves
 * time: where it cannot be read or written, nothing is remembered, and jobs go on.
 */
final class RungMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RungMemory.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Connection connection;
  private final int most;

  private RungMemory(Connection connection, int most) {
    this.connection = connection;
    this.most = most;
  }

  /**
   * Opens the file, which is made if need be, and anew when it is broken.
   *
   * @param most entries that are kept
   */
  static RungMemory open(Path file, int most) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try {
        return connected(file, most);
      } catch (SQLException e) {
        LOG.warn("{} cannot be used and begins anew: {}", file, e.getMessage());
        Files.deleteIfExists(file);
        return connected(file, most);
      }
    } catch (SQLException | IOException e) {
      throw new OutboxException("What worked cannot be kept in " + file + ": " + e.getMessage(), e);
    }
  }

  private static RungMemory connected(Path file, int most) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=10000");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS worked (frontend TEXT NOT NULL, architecture TEXT NOT NULL,"
              + " model TEXT NOT NULL, rung TEXT NOT NULL, used INTEGER NOT NULL,"
              + " PRIMARY KEY (frontend, architecture, model))");
      statement.execute("CREATE INDEX IF NOT EXISTS worked_used ON worked (used)");
      return new RungMemory(connection, most);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A rung as it is kept: the same text for the same level and options. */
  static String text(Rung rung) {
    try {
      return rung.level() + " " + JSON.writeValueAsString(rung.options());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of texts is always JSON", e);
    }
  }

  synchronized Optional<String> worked(String frontend, String architecture, String model) {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT rung FROM worked WHERE frontend = ? AND architecture = ? AND model = ?")) {
      key(select, frontend, architecture, model);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      LOG.warn("What worked cannot be read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  synchronized void remember(String frontend, String architecture, List<String> models, Rung rung) {
    try {
      for (String model : models) {
        try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO worked (frontend, architecture, model, rung, used)"
                    + " VALUES (?, ?, ?, ?, (SELECT coalesce(max(used), 0) + 1 FROM worked))")) {
          key(insert, frontend, architecture, model);
          insert.setString(4, text(rung));
          insert.executeUpdate();
        }
      }
      try (PreparedStatement forget =
          connection.prepareStatement(
              "DELETE FROM worked WHERE rowid IN"
                  + " (SELECT rowid FROM worked ORDER BY used DESC LIMIT -1 OFFSET ?)")) {
        forget.setInt(1, most);
        forget.executeUpdate();
      }
    } catch (SQLException e) {
      LOG.warn("What worked cannot be kept: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("What worked cannot be closed: {}", e.getMessage());
    }
  }

  private static void key(
      PreparedStatement statement, String frontend, String architecture, String model)
      throws SQLException {
    statement.setString(1, frontend);
    statement.setString(2, architecture);
    statement.setString(3, model);
  }
}
