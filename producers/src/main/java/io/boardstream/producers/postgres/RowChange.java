package io.boardstream.producers.postgres;

import io.boardstream.avro.FactVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a row of a captured table.
 *
 * @param table where it happened
 * @param key columns of the primary key as text, in its order; empty for {@link Kind#TRUNCATED},
 *     which is about all rows
 * @param version orders the changes of one row
 * @param columns all columns of the new row; empty where there is none
 * @param before columns of the old row as far as the log has them: all with {@code REPLICA IDENTITY
 *     FULL}, otherwise those of the key, or none
 * @param transaction which transaction of the server did it; empty in a snapshot
 * @param committedMs when the source committed it, milliseconds since the epoch
 */
record RowChange(
    Kind kind,
    TableName table,
    Map<String, String> key,
    FactVersion version,
    Map<String, @Nullable Object> columns,
    Map<String, @Nullable Object> before,
    Optional<Long> transaction,
    long committedMs) {

  /** What Debezium sends for a large value that the server did not repeat in its log. */
  static final String UNAVAILABLE = "__debezium_unavailable_value";

  enum Kind {
    /** Found by the snapshot. */
    SNAPSHOT,
    INSERTED,
    UPDATED,
    DELETED,
    TRUNCATED
  }

  /** Primary key as one text. */
  String rowId() {
    return RowId.of(List.copyOf(key.values()));
  }

  /** Whether the log left out a value of the new row. */
  boolean isIncomplete() {
    return columns.containsValue(UNAVAILABLE);
  }

  /** The same change with the values that the log left out. */
  RowChange completed(Map<String, @Nullable Object> whole) {
    return new RowChange(kind, table, key, version, whole, before, transaction, committedMs);
  }

  /** What is left of a change whose row was found gone: its delete is on the way. */
  RowChange gone() {
    return new RowChange(
        Kind.DELETED, table, key, version, Map.of(), before, transaction, committedMs);
  }
}
