package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.fold.AvroBytes;
import io.boardstream.matrix.fold.FactRouting.Known;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How the {@code facts} store keeps what is known of a fact: 8 bytes epoch, 8 bytes sequence, the
 * row unless it is a grave.
 */
final class KnownFact {

  private static final int VERSION_BYTES = 2 * Long.BYTES;
  private static final AvroBytes<BenchmarkRow> ROWS =
      new AvroBytes<>(BenchmarkRow.getEncoder(), BenchmarkRow.getDecoder());

  private KnownFact() {}

  static byte[] encode(Known known) {
    byte[] row = known.row().map(ROWS::encode).orElseGet(() -> new byte[0]);
    return ByteBuffer.allocate(VERSION_BYTES + row.length)
        .putLong(known.version().getEpoch())
        .putLong(known.version().getSequence())
        .put(row)
        .array();
  }

  static Known decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    FactVersion version = new FactVersion(buffer.getLong(), buffer.getLong());
    byte[] row = new byte[buffer.remaining()];
    buffer.get(row);
    return new Known(version, row.length == 0 ? Optional.empty() : Optional.of(ROWS.decode(row)));
  }
}
