package io.boardstream.producers.postgres;

import io.boardstream.avro.FactVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a row of a captured table.
 *
 * @param table where it happened
 * @param rowId primary key as text; empty for {@link Kind#TRUNCATED}, which is about all rows
 * @param version orders the changes of one row
 * @param columns all columns of the new row; empty where there is none
 * @param committedMs when the source committed it, milliseconds since the epoch
 */
record RowChange(
    Kind kind,
    TableName table,
    String rowId,
    FactVersion version,
    Map<String, @Nullable Object> columns,
    long committedMs) {

  enum Kind {
    /** Found by the snapshot. */
    SNAPSHOT,
    INSERTED,
    UPDATED,
    DELETED,
    TRUNCATED
  }
}
