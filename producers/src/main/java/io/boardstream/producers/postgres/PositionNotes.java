package io.boardstream.producers.postgres;

import io.boardstream.producers.facts.SourcePosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a position is worth later: by these notes the next start tells whether the server and the
 * tables are still those that the position was written for. A note that is absent was left out by
 * an older version, and proves nothing.
 *
 * @param server who wrote the log; empty when unknown
 * @param tables names of the captured tables; empty when unknown
 * @param snapshotRows rows that the running snapshot has read so far
 */
record PositionNotes(Optional<ServerIdentity> server, String tables, long snapshotRows) {

  private static final String SERVER = "server";
  private static final String TABLES = "tables";
  private static final String SNAPSHOT_ROWS = "snapshot.rows";

  static PositionNotes of(SourcePosition position) {
    Map<String, String> notes = position.notes();
    return new PositionNotes(
        ServerIdentity.ofText(notes.getOrDefault(SERVER, "")),
        notes.getOrDefault(TABLES, ""),
        Long.parseLong(notes.getOrDefault(SNAPSHOT_ROWS, "0")));
  }

  Map<String, String> toMap() {
    Map<String, String> notes = new HashMap<>();
    server.ifPresent(known -> notes.put(SERVER, known.toText()));
    notes.put(TABLES, tables);
    if (snapshotRows > 0) {
      notes.put(SNAPSHOT_ROWS, Long.toString(snapshotRows));
    }
    return notes;
  }

  PositionNotes withSnapshotRows(long rows) {
    return new PositionNotes(server, tables, rows);
  }
}
