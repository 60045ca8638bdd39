package io.boardstream.producers.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The message in the server's log by which somebody asks that all rows be read again: {@code
 * resync} for every source of the database, or {@code resync NAME} for one. Any role may write it.
 */
final class ResyncRequest {

  private static final String WORD = "resync";

  /** Within a transaction, as a message outside of one is not in its place in the log. */
  private static final String SQL = "SELECT pg_logical_emit_message(true, '%s', ?)";

  private final String source;

  /**
   * @param source name of the source that is asked, or asks
   */
  ResyncRequest(String source) {
    this.source = source;
  }

  boolean isFor(String content) {
    List<String> words = List.of(content.strip().split("\\s+", -1));
    return words.get(0).equals(WORD)
        && (words.size() == 1 || words.subList(1, words.size()).contains(source));
  }

  void write(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SQL.formatted(Heartbeat.NAME))) {
      statement.setString(1, WORD + " " + source);
      statement.execute();
    }
  }
}
