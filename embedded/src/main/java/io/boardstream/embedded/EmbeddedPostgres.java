package io.boardstream.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;

/**
 * A Postgres 17 on the loopback address, ready for change data capture. Rows and replication slots
 * stay in its folder. Whoever may use this machine may connect: no password is asked.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final String NAME = "boardstream";
  private static final String HEALTH_TIMEOUT_S = "2";

  private final DataFolder folder;
  private final PostgresCluster cluster;
  private final LifeLine lifeLine;
  private final int port;
  private boolean closed;

  private EmbeddedPostgres(
      DataFolder folder, PostgresCluster cluster, LifeLine lifeLine, int port) {
    this.folder = folder;
    this.cluster = cluster;
    this.lifeLine = lifeLine;
    this.port = port;
  }

  /**
   * Starts Postgres; it takes connections when this returns. The first start makes the database and
   * its owner, both named {@code boardstream}.
   *
   * @param dataDir created if absent; held until {@link #close()}
   * @param port 0 for the port of last time, or else any free one
   * @throws EmbeddedException when the folder or the port is in use, or the start fails
   */
  public static EmbeddedPostgres start(Path dataDir, int port) {
    DataFolder folder = DataFolder.open(dataDir, "Postgres");
    try {
      LogFile log = new LogFile(folder.file("postgres.log"));
      log.startAnew();
      PostgresPrograms programs = new PostgresPrograms(PostgresBinaries.unpacked(folder), log);
      PostgresCluster cluster = new PostgresCluster(folder.file("data"), programs, log);
      cluster.stopOrphan();
      int chosen = new Ports(folder).choose("Postgres", port);
      cluster.createIfAbsent(NAME);
      cluster.start(chosen);
      return running(folder, cluster, chosen);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static EmbeddedPostgres running(DataFolder folder, PostgresCluster cluster, int port) {
    try {
      long pid =
          cluster
              .server()
              .orElseThrow(() -> new EmbeddedException("Postgres ended right after its start."))
              .pid();
      // INT is Postgres' word for: end all sessions and stop in good order.
      LifeLine lifeLine = LifeLine.tie(pid, "INT");
      try {
        createDatabase(port);
        return new EmbeddedPostgres(folder, cluster, lifeLine, port);
      } catch (RuntimeException e) {
        lifeLine.close();
        throw e;
      }
    } catch (RuntimeException e) {
      cluster.stop();
      throw e;
    }
  }

  /** For JDBC; the user is {@link #user()}. */
  public String jdbcUrl() {
    return jdbcUrl(port, NAME);
  }

  /** For {@code psql} and all that speaks libpq; user included. */
  public String libpqUrl() {
    return "postgresql://" + NAME + "@" + Ports.HOST + ":" + port + "/" + NAME;
  }

  /** A superuser, who owns the database. */
  public String user() {
    return NAME;
  }

  /** Empty: the server trusts this machine. */
  public String password() {
    return "";
  }

  public int port() {
    return port;
  }

  /** The server's first process, the parent of all others; empty when it has ended. */
  public Optional<ProcessHandle> process() {
    return cluster.server();
  }

  /** Whether the server answers; asks it, and waits a few seconds at most. */
  public boolean isHealthy() {
    try (Connection connection = connection(port, NAME);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1")) {
      return row.next();
    } catch (SQLException e) {
      return false;
    }
  }

  /** Ends all sessions and stops the server; its data stays. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      lifeLine.close();
      cluster.stop();
    } finally {
      folder.close();
    }
  }

  private static void createDatabase(int port) {
    try (Connection connection = connection(port, "postgres");
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
        if (row.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + NAME);
    } catch (SQLException e) {
      throw new EmbeddedException("Cannot create the database " + NAME + ": " + e.getMessage(), e);
    }
  }

  private static Connection connection(int port, String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", NAME);
    properties.setProperty("connectTimeout", HEALTH_TIMEOUT_S);
    properties.setProperty("socketTimeout", "10");
    return DriverManager.getConnection(jdbcUrl(port, database), properties);
  }

  private static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://" + Ports.HOST + ":" + port + "/" + database;
  }
}
