package io.boardstream.producers.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Whose log a position belongs to.
 *
 * @param system identifier of the cluster, the same for all its copies
 * @param timeline branch of its history: another one after a restore to a point in time, and after
 *     a standby has taken over
 * @param started when the server process was started, as it prints it: the same only where it was
 *     never stopped, so that nothing can have been put back
 */
record ServerIdentity(String system, String timeline, String started) {

  /**
   * The server as it is now.
   *
   * @param logEnd how far its log reaches
   */
  record Seen(ServerIdentity identity, LogSequenceNumber logEnd) {}

  /**
   * Asks the server; the role needs no more than REPLICATION.
   *
   * @param replication a connection opened for replication, where alone it answers
   */
  static Seen read(Connection connection, Connection replication) throws SQLException {
    String started;
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT extract(epoch FROM pg_postmaster_start_time())::text")) {
      row.next();
      started = row.getString(1);
    }
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new Seen(
          new ServerIdentity(row.getString("systemid"), row.getString("timeline"), started),
          LogSequenceNumber.valueOf(row.getString("xlogpos")));
    }
  }

  boolean isSameHistory(ServerIdentity other) {
    return system.equals(other.system) && timeline.equals(other.timeline);
  }

  String toText() {
    return system + "/" + timeline + "/" + started;
  }

  /** What {@link #toText} wrote; empty for anything else. */
  static Optional<ServerIdentity> ofText(String text) {
    String[] parts = text.split("/", -1);
    return parts.length == 3
        ? Optional.of(new ServerIdentity(parts[0], parts[1], parts[2]))
        : Optional.empty();
  }
}
