package io.boardstream.producers.facts;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a source has been read, as it stands on {@code cdc.offsets}.
 *
 * @param key which source
 * @param offset where in the source, as its producer writes and reads it
 * @param epoch which reading of the whole source the offset follows
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; compared by value below.
public record SourcePosition(byte[] key, byte[] offset, long epoch) {

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
