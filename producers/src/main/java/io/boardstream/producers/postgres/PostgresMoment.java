package io.boardstream.producers.postgres;

import io.boardstream.producers.RowReaderException;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.CicdKeys;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.ReplicationSlotInfo;

/**
 * One moment of the database, held by an open transaction: all that is read of it, however much
 * later, is of that moment. While it is open the server cannot clean up what was deleted since.
 */
public final class PostgresMoment implements AutoCloseable {

  private final Settings settings;
  private final PostgresDatabase database;
  private final Connection connection;
  private final LogSequenceNumber position;

  private PostgresMoment(
      Settings settings,
      PostgresDatabase database,
      Connection connection,
      LogSequenceNumber position) {
    this.settings = settings;
    this.database = database;
    this.connection = connection;
    this.position = position;
  }

  /**
   * Now. A change that was committed just before the position may not be part of it, so it is exact
   * only while nobody writes; needs no more than SELECT.
   *
   * @throws RowReaderException when the database cannot be read
   */
  public static PostgresMoment now(Settings settings) {
    PostgresDatabase database = database(settings);
    try {
      Connection connection = transaction(database);
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
        row.next();
        return new PostgresMoment(
            settings, database, connection, LogSequenceNumber.valueOf(row.getString(1)));
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new RowReaderException(database.explain(e), e);
    }
  }

  /**
   * Exactly what was committed before a position of the log, while others write: a temporary
   * logical slot exports the snapshot, and is gone again when this returns. Needs REPLICATION and a
   * slot to spare; waits for transactions that have written and are still open.
   *
   * @throws RowReaderException when the database cannot be read, or makes no slot
   */
  public static PostgresMoment exported(Settings settings) {
    PostgresDatabase database = database(settings);
    try (Connection replication = database.openForReplication()) {
      ReplicationSlotInfo slot =
          replication
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .createReplicationSlot()
              .logical()
              .withSlotName(slotName())
              .withOutputPlugin("pgoutput")
              .withTemporaryOption()
              .make();
      Connection connection = transaction(database);
      try (Statement statement = connection.createStatement()) {
        // From here on our own transaction holds the snapshot.
        statement.execute("SET TRANSACTION SNAPSHOT '" + slot.getSnapshotName() + "'");
        return new PostgresMoment(settings, database, connection, slot.getConsistentPoint());
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new RowReaderException(database.explain(e), e);
    }
  }

  /** Every change committed before it is part of the moment. */
  public long position() {
    return position.asLong();
  }

  /** The position as Postgres writes it. */
  public String positionText() {
    return position.asString();
  }

  /** The sources of benchmark rows in this database; to be read one after another. */
  public List<DatabaseSource> sources() {
    PostgresSettings postgres = new PostgresSettings(settings.values());
    String name = postgres.sourceName();
    List<DatabaseSource> sources = new ArrayList<>();
    postgres
        .table()
        .ifPresent(
            table ->
                sources.add(
                    new DatabaseSource(
                        name,
                        Set.of(table.toString()),
                        true,
                        rowId -> Set.of(name + "/" + rowId),
                        rows -> new PostgresReader(settings).read(connection, rows))));
    postgres
        .cicdSchema()
        .ifPresent(
            schema ->
                sources.add(
                    new DatabaseSource(
                        CicdKeys.rowSource(name),
                        Arrays.stream(CicdTable.values())
                            .map(table -> table.in(schema).toString())
                            .collect(Collectors.toSet()),
                        false,
                        rowId -> letterKeys(name, rowId),
                        rows -> new CicdReader(settings).read(connection, rows))));
    return sources;
  }

  /** A row that is made of a run and a measurement is refused where one of them is. */
  private static Set<String> letterKeys(String source, String rowId) {
    List<String> parts = List.of(rowId.split("/", -1));
    Set<String> keys = new HashSet<>();
    keys.add(CicdKeys.rowSource(source) + "/" + rowId);
    keys.add(CicdKeys.key(source, rowId));
    for (int most = 1; most <= Math.min(2, parts.size()); most++) {
      keys.add(CicdKeys.key(source) + "/" + String.join("/", parts.subList(0, most)));
    }
    return keys;
  }

  /**
   * Writes an empty message to the log of the server, as a heartbeat does, so that capture soon
   * stores a position behind this moment even where nobody writes.
   *
   * @return whether that was possible; without it, the next heartbeat of capture does the same
   */
  public boolean nudge() {
    try (Connection other = database.open();
        Statement statement = other.createStatement()) {
      statement.execute(Heartbeat.SQL);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new RowReaderException(database.explain(e), e);
    }
  }

  private static PostgresDatabase database(Settings settings) {
    return new PostgresDatabase(new PostgresSettings(settings.values()));
  }

  private static Connection transaction(PostgresDatabase database) throws SQLException {
    Connection connection = database.open();
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    return connection;
  }

  private static String slotName() {
    return "boardstream_audit_"
        + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
  }
}
