package io.boardstream.producers.facts;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a source has been read, as it stands on {@code cdc.offsets}. Two positions are the same
 * place whatever their notes.
 *
 * @param key which source
 * @param offset where in the source, as its producer writes and reads it
 * @param epoch which reading of the whole source the offset follows
 * @param notes what else was so when it was written, by name; not part of the place
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; compared by value below.
public record SourcePosition(byte[] key, byte[] offset, long epoch, Map<String, String> notes) {

  public SourcePosition {
    notes = Map.copyOf(notes);
  }

  public SourcePosition(byte[] key, byte[] offset, long epoch) {
    this(key, offset, epoch, Map.of());
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
