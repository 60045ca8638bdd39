package io.boardstream.streams;

import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.fold.FactRouting;
import io.boardstream.matrix.fold.FactRouting.Known;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the {@code facts} store keeps what is known of a fact: 8 bytes epoch, 8 bytes sequence, the
 * row unless it is a grave.
 */
final class KnownFact {

  private static final int VERSION_BYTES = 2 * Long.BYTES;

  private KnownFact() {}

  /**
   * Encodes a version.
   *
   * @param row the row as the fold keeps it; empty for a grave
   */
  static byte[] encode(FactVersion version, byte[] row) {
    return ByteBuffer.allocate(VERSION_BYTES + row.length)
        .putLong(version.getEpoch())
        .putLong(version.getSequence())
        .put(row)
        .array();
  }

  static FactVersion version(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new FactVersion(buffer.getLong(), buffer.getLong());
  }

  /** What stands after the version; empty for a grave. */
  static byte[] value(byte[] bytes) {
    return Arrays.copyOfRange(bytes, VERSION_BYTES, bytes.length);
  }

  static Known decode(byte[] bytes) {
    byte[] row = value(bytes);
    return new Known(
        version(bytes), row.length == 0 ? Optional.empty() : Optional.of(FactRouting.decode(row)));
  }
}
