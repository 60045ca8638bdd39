package io.boardstream.producers.postgres;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/** Whether the log that a slot still holds is the one that a position was read from. */
final class LogHistory {

  /** Of a commit in pgoutput: type, flags, its place, its end, its time since the year 2000. */
  private static final int COMMIT_BYTES = 1 + 1 + 8 + 8 + 8;

  private static final long MICROS_UNTIL_2000 = 946_684_800_000_000L;

  private static final int ROWS_PER_FETCH = 1_000;

  /** Looks without moving the slot; the commits alone, by their first byte. */
  private static final String PEEK =
      """
      SELECT data FROM pg_logical_slot_peek_binary_changes(?, ?::pg_lsn, NULL,
          'proto_version', '1', 'publication_names', ?%s)
      WHERE get_byte(data, 0) = ascii('C')
      """;

  private static final int WITH_MESSAGES = 14;

  private LogHistory() {}

  /**
   * Whether the transaction that a position is behind of is in the log, at the same place and of
   * the same time.
   */
  static boolean holds(Connection connection, PostgresSettings settings, OffsetCodec.LogPlace place)
      throws SQLException {
    boolean messages = connection.getMetaData().getDatabaseMajorVersion() >= WITH_MESSAGES;
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement(PEEK.formatted(messages ? ", 'messages', 'true'" : ""))) {
      statement.setFetchSize(ROWS_PER_FETCH);
      statement.setString(1, settings.slot());
      statement.setString(2, LogSequenceNumber.valueOf(place.lsn()).asString());
      statement.setString(3, TableName.quoted(settings.publication()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (isOf(place, ByteBuffer.wrap(rows.getBytes(1)))) {
            return true;
          }
        }
        return false;
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  private static boolean isOf(OffsetCodec.LogPlace place, ByteBuffer commit) {
    if (commit.remaining() < COMMIT_BYTES) {
      return false;
    }
    boolean there =
        place.places().contains(commit.getLong(2)) || place.places().contains(commit.getLong(10));
    return there
        && place.committedMicros().equals(Optional.of(commit.getLong(18) + MICROS_UNTIL_2000));
  }
}
