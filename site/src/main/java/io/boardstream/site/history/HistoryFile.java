package io.boardstream.site.history;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of runs in a DuckDB file. Nothing in it is precious: a file that is damaged, of
 * another shape, of another topic or too old to know of every delete is thrown away. One thread
 * writes; any may ask.
 */
public final class HistoryFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HistoryFile.class);

  /** To be raised with every change of the tables: older files are thrown away. */
  static final int SHAPE = 1;

  /** A topic keeps word of deletes for 30 days; who was away for longer has missed some. */
  private static final Duration KNOWS_DELETES = Duration.ofDays(29);

  private static final int FAILURES_OF_THE_DAMAGED = 3;
  private static final int READERS = 4;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Path path;
  private final int memoryMiB;
  private final ReentrantReadWriteLock opened = new ReentrantReadWriteLock();
  private final Semaphore permits = new Semaphore(READERS, true);
  private final Deque<Connection> readers = new ArrayDeque<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile @Nullable DuckDBConnection writer;

  private HistoryFile(Path path, int memoryMiB) {
    this.path = path;
    this.memoryMiB = memoryMiB;
  }

  /** A question to the database. */
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * Opens the file in a folder that nobody else uses, or makes it; one that cannot be used is made
   * anew.
   *
   * @param memoryMiB what the database may take for itself
   * @throws HistoryException when there can be none, for example without room on the disk
   */
  public static HistoryFile open(Path folder, int memoryMiB) {
    HistoryFile file = new HistoryFile(folder.resolve("history.duckdb"), memoryMiB);
    try {
      try {
        file.connect();
        int shape = file.shape();
        if (shape != SHAPE) {
          log.info("The history in {} has version {}; {} is made", file.path, shape, SHAPE);
          file.makeAnew();
        }
      } catch (SQLException e) {
        log.warn("The history in {} cannot be used and is made anew: {}", file.path, e.toString());
        file.makeAnew();
      }
      return file;
    } catch (SQLException | IOException e) {
      file.close();
      throw new HistoryException(
          "There can be no history in %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * How far the topic was read, by partition; empties the file first when that was another topic,
   * or is so long ago that deletes may be forgotten.
   *
   * @param origin tells the topic from one that was made anew under its name
   */
  public Map<Integer, Long> places(String origin, Instant now) {
    return written(
        connection -> {
          try (PreparedStatement known =
              connection.prepareStatement("SELECT origin, saved_at FROM meta")) {
            ResultSet row = known.executeQuery();
            boolean usable =
                row.next()
                    && origin.equals(row.getString(1))
                    && row.getLong(2) > now.minus(KNOWS_DELETES).toEpochMilli();
            if (!usable) {
              empty(connection);
            }
          }
          Map<Integer, Long> places = new HashMap<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SELECT part, next FROM places")) {
            while (rows.next()) {
              places.put(rows.getInt(1), rows.getLong(2));
            }
          }
          return places;
        });
  }

  /** Applies runs together with how far the topic was read: both or neither are kept. */
  public void apply(
      Collection<RunEntry> entries, Map<Integer, Long> places, String origin, Instant now) {
    written(
        connection -> {
          HistoryWriter.write(connection, entries);
          replace(connection, places, origin, now);
          return true;
        });
  }

  /** Throws the file away and begins a new one. */
  public void startOver() {
    try {
      makeAnew();
    } catch (SQLException | IOException e) {
      throw new HistoryException("The history cannot be made anew: " + e.getMessage(), e);
    }
  }

  /** Whether it was asked in vain several times: it may be damaged. */
  public boolean isDoubtful() {
    return failures.get() >= FAILURES_OF_THE_DAMAGED;
  }

  /** Asks the database, as it was after some transaction. */
  <T> T read(Question<T> question) {
    boolean permitted = false;
    opened.readLock().lock();
    try {
      permitted = permits.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!permitted) {
        throw new HistoryException("Too many ask for the history.", new IllegalStateException());
      }
      T answer = ask(question);
      failures.set(0);
      return answer;
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).startsWith("Out of Memory")) {
        failures.incrementAndGet();
      }
      throw new HistoryException("The history cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HistoryException("Interrupted.", e);
    } finally {
      if (permitted) {
        permits.release();
      }
      opened.readLock().unlock();
    }
  }

  private <T> T ask(Question<T> question) throws SQLException {
    Connection connection = reader();
    try {
      T answer = question.ask(connection);
      synchronized (readers) {
        readers.push(connection);
      }
      return answer;
    } catch (SQLException | RuntimeException e) {
      end(connection);
      throw e;
    }
  }

  @Override
  public void close() {
    opened.writeLock().lock();
    try {
      disconnect();
    } finally {
      opened.writeLock().unlock();
    }
  }

  private <T> T written(Question<T> change) {
    DuckDBConnection connection = writer;
    if (connection == null) {
      throw new HistoryException("The history is closed.", new IllegalStateException());
    }
    try {
      connection.setAutoCommit(false);
      try {
        T result = change.ask(connection);
        connection.commit();
        return result;
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new HistoryException("The history cannot be written: " + e.getMessage(), e);
    }
  }

  private Connection reader() throws SQLException {
    synchronized (readers) {
      Connection free = readers.poll();
      if (free != null) {
        return free;
      }
    }
    DuckDBConnection open = writer;
    if (open == null) {
      throw new SQLException("it is closed");
    }
    DuckDBConnection made = open.duplicate();
    // Takes after the writer's otherwise, and would see for ever what was there at its first
    // question.
    made.setAutoCommit(true);
    return made;
  }

  private void makeAnew() throws SQLException, IOException {
    opened.writeLock().lock();
    try {
      disconnect();
      failures.set(0);
      Path folder = path.resolveSibling("");
      try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, path.getFileName() + "*")) {
        for (Path file : old) {
          if (Files.isRegularFile(file)) {
            Files.delete(file);
          }
        }
      }
      connect();
      try (Statement statement = connection().createStatement()) {
        for (String table : HistoryTables.ALL) {
          statement.execute(table);
        }
        statement.execute("INSERT INTO meta VALUES (" + SHAPE + ", '', 0)");
      }
    } finally {
      opened.writeLock().unlock();
    }
  }

  private void connect() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", memoryMiB + "MiB");
    settings.setProperty("threads", "2");
    // What does not fit is sorted on the disk, beside the file.
    settings.setProperty("temp_directory", path + ".tmp");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    writer =
        DriverManager.getConnection("jdbc:duckdb:" + path, settings).unwrap(DuckDBConnection.class);
  }

  private void disconnect() {
    synchronized (readers) {
      readers.forEach(HistoryFile::end);
      readers.clear();
    }
    DuckDBConnection open = writer;
    if (open != null) {
      end(open);
      writer = null;
    }
  }

  private static void end(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("Closing", e);
    }
  }

  private DuckDBConnection connection() throws SQLException {
    DuckDBConnection open = writer;
    if (open == null) {
      throw new SQLException("it is closed");
    }
    return open;
  }

  /** 0 for a file without our tables. */
  private int shape() throws SQLException {
    try (Statement statement = connection().createStatement()) {
      ResultSet tables =
          statement.executeQuery(
              "SELECT count(*) FROM information_schema.tables WHERE table_name = 'meta'");
      if (!tables.next() || tables.getInt(1) == 0) {
        return 0;
      }
      ResultSet row = statement.executeQuery("SELECT shape FROM meta");
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static void empty(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : HistoryTables.OF_RECORDS) {
        statement.execute("DELETE FROM " + table);
      }
    }
  }

  private static void replace(
      Connection connection, Map<Integer, Long> places, String origin, Instant now)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM places");
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO places VALUES (?, ?)")) {
      for (Map.Entry<Integer, Long> place : places.entrySet()) {
        insert.setInt(1, place.getKey());
        insert.setLong(2, place.getValue());
        insert.executeUpdate();
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE meta SET origin = ?, saved_at = ?")) {
      update.setString(1, origin);
      update.setLong(2, now.toEpochMilli());
      update.executeUpdate();
    }
  }
}
