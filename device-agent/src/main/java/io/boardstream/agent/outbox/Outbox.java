package io.boardstream.agent.outbox;

import io.boardstream.schemas.ContractClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Messages in the order in which they were put, in an SQLite file. What {@link #put} returned from
 * is on the disk and survives a power cut. Its size is bounded: a full outbox refuses what is new
 * and drops nothing, so an agent stops taking jobs instead of losing what they came to.
 */
public final class Outbox implements AutoCloseable {
  private static final int PAGE = 4096;

  static {
    ContractClasses.trust();
  }

  private final Connection connection;
  private final Reserve reserve;
  private final Map<Schema, Long> schemas = new HashMap<>();
  private final Semaphore more = new Semaphore(0);

  private Outbox(Connection connection, Reserve reserve) {
    this.connection = connection;
    this.reserve = reserve;
  }

  /**
   * Opens the outbox of a file, which is made if need be.
   *
   * @param maxBytes of the file; at least 1 MiB are taken
   */
  public static Outbox open(Path file, long maxBytes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        // FULL: each commit is on the disk before it returns.
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute("PRAGMA busy_timeout=10000");
        statement.execute("PRAGMA max_page_count=" + Math.max(1 << 20, maxBytes) / PAGE);
        statement.execute(
            "CREATE TABLE IF NOT EXISTS schema (id INTEGER PRIMARY KEY, json TEXT UNIQUE NOT NULL)");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS message (sequence INTEGER PRIMARY KEY AUTOINCREMENT,"
                + " topic TEXT NOT NULL, key TEXT NOT NULL, schema INTEGER NOT NULL,"
                + " value BLOB NOT NULL, refused TEXT)");
        statement.execute("CREATE INDEX IF NOT EXISTS message_key ON message (topic, key)");
      }
      return new Outbox(connection, Reserve.beside(file));
    } catch (SQLException | IOException e) {
      throw new OutboxException(
          "The outbox "
              + file
              + " cannot be opened: "
              + e.getMessage()
              + "; check that its folder can be written",
          e);
    }
  }

  /** Puts messages, all or none of them. */
  public void put(List<Message> messages) {
    insert(messages);
    if (more.availablePermits() == 0) {
      more.release();
    }
  }

  /** Waits until something was put since the last time, or so long. */
  void awaitMore(Duration longest) throws InterruptedException {
    more.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
    more.drainPermits();
  }

  private synchronized void insert(List<Message> messages) {
    change(
        () -> {
          for (Message message : messages) {
            if (message.latestOnly()) {
              dropOlder(message);
            }
            try (PreparedStatement insert =
                connection.prepareStatement(
                    "INSERT INTO message (topic, key, schema, value) VALUES (?, ?, ?, ?)")) {
              insert.setString(1, message.topic());
              insert.setString(2, message.key());
              insert.setLong(3, schema(message.value().getSchema()));
              insert.setBytes(4, encoded(message.value()));
              insert.executeUpdate();
            }
          }
        });
  }

  /** How many wait to be sent. */
  public synchronized long waiting() {
    return count("refused IS NULL");
  }

  /** How many were refused for good; they stay, with the reason, until somebody looks. */
  public synchronized long refused() {
    return count("refused IS NOT NULL");
  }

  synchronized List<Waiting> oldest(int limit) {
    List<Waiting> oldest = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT sequence, topic, key, json, value FROM message JOIN schema ON id = schema"
                + " WHERE refused IS NULL ORDER BY sequence LIMIT ?")) {
      select.setInt(1, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          byte[] value = rows.getBytes(5);
          oldest.add(
              new Waiting(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  decoded(rows.getString(4), value),
                  value));
        }
      }
      return oldest;
    } catch (SQLException | IOException e) {
      throw new OutboxException("The outbox cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Forgets what was sent. That needs room on the disk, too: where there is none, that of the
   * reserve is taken for it.
   */
  synchronized void sent(List<Waiting> messages) {
    if (messages.isEmpty()) {
      return;
    }
    try {
      forget(messages);
    } catch (OutboxException e) {
      if (!reserve.release()) {
        throw e;
      }
      forget(messages);
      makeRoom();
    }
    reserve.restore();
  }

  private void forget(List<Waiting> messages) {
    change(
        () -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM message WHERE sequence = ?")) {
            for (Waiting message : messages) {
              delete.setLong(1, message.sequence());
              delete.executeUpdate();
            }
          }
        });
  }

  /** What was logged goes into the file, and the log gives its room back. */
  private void makeRoom() {
    try {
      execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new OutboxException("The outbox cannot be written: " + e.getMessage(), e);
    }
  }

  synchronized void refuse(Waiting message, String reason) {
    change(
        () -> {
          try (PreparedStatement update =
              connection.prepareStatement("UPDATE message SET refused = ? WHERE sequence = ?")) {
            update.setString(1, reason);
            update.setLong(2, message.sequence());
            update.executeUpdate();
          }
        });
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new OutboxException("The outbox cannot be closed: " + e.getMessage(), e);
    }
  }

  private interface Change {
    void make() throws SQLException, IOException;
  }

  private void change(Change change) {
    try {
      execute("BEGIN IMMEDIATE");
      change.make();
      execute("COMMIT");
    } catch (SQLException | IOException e) {
      schemas.clear();
      try {
        execute("ROLLBACK");
      } catch (SQLException again) {
        // A full disk has SQLite roll back by itself; then there is nothing left to take back.
        e.addSuppressed(again);
      }
      throw new OutboxException(
          "The outbox cannot be written: "
              + e.getMessage()
              + "; when it is full, wait until the broker is back, or give it more room",
          e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void dropOlder(Message message) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM message WHERE topic = ? AND key = ? AND refused IS NULL")) {
      delete.setString(1, message.topic());
      delete.setString(2, message.key());
      delete.executeUpdate();
    }
  }

  private long schema(Schema schema) throws SQLException {
    Long known = schemas.get(schema);
    if (known != null) {
      return known;
    }
    String json = schema.toString();
    try (PreparedStatement insert =
            connection.prepareStatement("INSERT OR IGNORE INTO schema (json) VALUES (?)");
        PreparedStatement select =
            connection.prepareStatement("SELECT id FROM schema WHERE json = ?")) {
      insert.setString(1, json);
      insert.executeUpdate();
      select.setString(1, json);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long id = row.getLong(1);
        schemas.put(schema, id);
        return id;
      }
    }
  }

  private long count(String where) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM message WHERE " + where)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new OutboxException("The outbox cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] encoded(SpecificRecord value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** Written perhaps by an older agent: by its schema, into the type of today. */
  private static SpecificRecord decoded(String json, byte[] bytes) throws IOException {
    Schema written = new Schema.Parser().parse(json);
    Class<?> type = SpecificData.get().getClass(written);
    Schema today = type == null ? written : SpecificData.get().getSchema(type);
    return new SpecificDatumReader<SpecificRecord>(written, today)
        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
  }
}
