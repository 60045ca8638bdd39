package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.fold.AvroBytes;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A fact that holds from now on, or no longer: what travels to the task of its model.
 *
 * @param factId identity of the row
 * @param added whether the row holds; false when it holds no longer
 */
record FactChange(String factId, boolean added, BenchmarkRow row) {

  private static final AvroBytes<BenchmarkRow> ROWS =
      new AvroBytes<>(BenchmarkRow.getEncoder(), BenchmarkRow.getDecoder());

  /** Layout: 1 byte added, 4 bytes length of the id, id, row in Avro's single-object encoding. */
  static Serde<FactChange> serde() {
    return Serdes.serdeFrom(
        (topic, change) -> change == null ? null : change.encode(),
        (topic, bytes) -> bytes == null ? null : decode(bytes));
  }

  private byte[] encode() {
    byte[] id = Text.encode(factId);
    byte[] encodedRow = ROWS.encode(row);
    return ByteBuffer.allocate(5 + id.length + encodedRow.length)
        .put((byte) (added ? 1 : 0))
        .putInt(id.length)
        .put(id)
        .put(encodedRow)
        .array();
  }

  private static FactChange decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    boolean added = buffer.get() == 1;
    byte[] id = new byte[buffer.getInt()];
    buffer.get(id);
    byte[] row = new byte[buffer.remaining()];
    buffer.get(row);
    return new FactChange(Text.decode(id), added, ROWS.decode(row));
  }
}
