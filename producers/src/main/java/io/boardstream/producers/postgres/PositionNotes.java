package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a position is worth later: by these notes the next start tells whether the server, the
 * tables and the topics are still those that the position was written for. They travel as headers;
 * one that is absent was written by an older version, and proves nothing.
 *
 * @param server who wrote the log; empty when unknown
 * @param tables names of the captured tables; empty when unknown
 * @param snapshotRows rows that the running snapshot has read so far
 * @param ends how far the topics were filled by then, as {@link TopicEnds} writes it
 */
record PositionNotes(
    Optional<ServerIdentity> server, String tables, long snapshotRows, String ends) {

  static final PositionNotes NONE = new PositionNotes(Optional.empty(), "", 0, "");

  private static final String SERVER = "boardstream.server";
  private static final String TABLES = "boardstream.tables";
  private static final String SNAPSHOT_ROWS = "boardstream.snapshot.rows";
  private static final String ENDS = "boardstream.ends";

  void write(Headers headers) {
    server.ifPresent(known -> add(headers, SERVER, known.toText()));
    if (!tables.isEmpty()) {
      add(headers, TABLES, tables);
    }
    if (snapshotRows > 0) {
      add(headers, SNAPSHOT_ROWS, Long.toString(snapshotRows));
    }
    if (!ends.isEmpty()) {
      add(headers, ENDS, ends);
    }
  }

  static PositionNotes read(Headers headers) {
    String rows = text(headers, SNAPSHOT_ROWS);
    return new PositionNotes(
        ServerIdentity.ofText(text(headers, SERVER)),
        text(headers, TABLES),
        rows.isEmpty() ? 0 : Long.parseLong(rows),
        text(headers, ENDS));
  }

  PositionNotes withEnds(String now) {
    return new PositionNotes(server, tables, snapshotRows, now);
  }

  PositionNotes withSnapshotRows(long rows) {
    return new PositionNotes(server, tables, rows, ends);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
