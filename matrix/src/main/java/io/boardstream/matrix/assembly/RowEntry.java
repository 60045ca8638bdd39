package io.boardstream.matrix.assembly;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run or a measurement as the task of its job keeps it: one byte state of its row, 16 bytes
 * digest of what was told of it, and the record itself.
 */
final class RowEntry {

  private static final int DIGEST_BYTES = 16;
  private static final byte[] UNTOLD = new byte[DIGEST_BYTES];

  /** Of its row; null when it makes none, as a run with measurements does. */
  final @Nullable RowState state;

  private final byte[] digest;
  final byte[] payload;

  /** Whether the record is another than the stored one. */
  private final boolean isNewRecord;

  private RowEntry(@Nullable RowState state, byte[] digest, byte[] payload, boolean isNewRecord) {
    this.isNewRecord = isNewRecord;
    this.state = state;
    this.digest = digest;
    this.payload = payload;
  }

  /** One of which nothing was told yet. */
  static RowEntry untold(byte[] payload) {
    return new RowEntry(null, UNTOLD, payload, true);
  }

  static RowEntry decode(byte[] bytes) {
    RowState state = bytes[0] == 0 ? null : RowState.of(bytes[0]);
    return new RowEntry(
        state,
        Arrays.copyOfRange(bytes, 1, 1 + DIGEST_BYTES),
        Arrays.copyOfRange(bytes, 1 + DIGEST_BYTES, bytes.length),
        false);
  }

  byte[] encode() {
    return ByteBuffer.allocate(1 + DIGEST_BYTES + payload.length)
        .put((byte) (state == null ? 0 : state.code))
        .put(digest)
        .put(payload)
        .array();
  }

  /** With another record; what was told stays. */
  RowEntry withPayload(byte[] other) {
    return new RowEntry(state, digest, other, true);
  }

  /**
   * After its row was derived anew.
   *
   * @param told all that is told of it in this state; null for nothing
   */
  RowEntry after(@Nullable RowState now, byte @Nullable [] told) {
    return new RowEntry(now, told == null ? UNTOLD : digest(told), payload, isNewRecord);
  }

  /** Whether the same was told in the same state. */
  boolean isSameAs(RowEntry other) {
    return state == other.state && Arrays.equals(digest, other.digest);
  }

  /** Whether it has to be stored when it came of the other. */
  boolean isOtherThan(RowEntry stored) {
    return isNewRecord || !isSameAs(stored);
  }

  private static byte[] digest(byte[] told) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(told), DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
