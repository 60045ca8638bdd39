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
  private static final int COMMIT_TIME = 1 + 1 + 8 + 8;

  private static final int COMMIT_BYTES = COMMIT_TIME + 8;

  private static final long MICROS_UNTIL_2000 = 946_684_800_000_000L;

  /** How much further the commit usually is at most; if not, all of the log is looked at. */
  private static final long NEAR = 1 << 20;

  /** Looks without moving the slot; the commits of one transaction id alone. */
  private static final String PEEK =
      """
      SELECT data FROM pg_logical_slot_peek_binary_changes(?, %s, NULL,
          'proto_version', '1', 'publication_names', ?%s)
      WHERE get_byte(data, 0) = ascii('C') AND xid::text::bigint = ?
      """;

  private static final int WITH_MESSAGES = 14;

  private LogHistory() {}

  /**
   * Whether the transaction that a position lies in is in the log, with the same id and committed
   * at the same time.
   */
  static boolean holds(Connection connection, PostgresSettings settings, OffsetCodec.LogPlace place)
      throws SQLException {
    String near =
        "'%s'::pg_lsn".formatted(LogSequenceNumber.valueOf(place.lsn() + NEAR).asString());
    return holds(connection, settings, place, near)
        || holds(connection, settings, place, "NULL::pg_lsn");
  }

  private static boolean holds(
      Connection connection, PostgresSettings settings, OffsetCodec.LogPlace place, String upTo)
      throws SQLException {
    boolean messages = connection.getMetaData().getDatabaseMajorVersion() >= WITH_MESSAGES;
    String sql = PEEK.formatted(upTo, messages ? ", 'messages', 'true'" : "");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, settings.slot());
      statement.setString(2, TableName.quoted(settings.publication()));
      statement.setLong(3, place.transaction().orElse(-1L));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (isOf(place, ByteBuffer.wrap(rows.getBytes(1)))) {
            return true;
          }
        }
        return false;
      }
    }
  }

  private static boolean isOf(OffsetCodec.LogPlace place, ByteBuffer commit) {
    return commit.remaining() >= COMMIT_BYTES
        && place
            .committedMicros()
            .equals(Optional.of(commit.getLong(COMMIT_TIME) + MICROS_UNTIL_2000));
  }
}
