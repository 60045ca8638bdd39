package io.boardstream.producers.postgres;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a source has been read, as it stands on {@code cdc.offsets}. Two positions are the same
 * place whatever their notes.
 *
 * @param key which source: the bytes under which Debezium looks for it
 * @param offset where in the source: the bytes that Debezium reads back
 * @param epoch which snapshot the offset follows
 * @param notes what held when it was written
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; compared by value below.
record SourcePosition(byte[] key, byte[] offset, long epoch, PositionNotes notes) {

  SourcePosition(byte[] key, byte[] offset, long epoch) {
    this(key, offset, epoch, PositionNotes.NONE);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourcePosition that
        && Arrays.equals(key, that.key)
        && Arrays.equals(offset, that.offset)
        && epoch == that.epoch;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(offset);
  }
}
