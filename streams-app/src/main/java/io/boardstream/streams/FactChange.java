package io.boardstream.streams;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * A fact enters a run, or leaves it: what travels to the task of its model. Run and row are encoded
 * already, and are stored there as they are.
 *
 * @param factId identity of the row
 * @param run the run, as the fold keeps it
 * @param row the row, as the fold keeps it; empty when the fact leaves
 */
record FactChange(String factId, Bytes run, Bytes row) implements FoldInput {

  private static final Bytes NONE = Bytes.wrap(new byte[0]);

  static FactChange enters(String factId, byte[] run, byte[] row) {
    return new FactChange(factId, Bytes.wrap(run), Bytes.wrap(row));
  }

  static FactChange leaves(String factId, byte[] run) {
    return new FactChange(factId, Bytes.wrap(run), NONE);
  }

  boolean isEntering() {
    return row.get().length > 0;
  }

  /** Layout: 4 bytes length of the id, 4 bytes length of the run, id, run, row. */
  @Override
  public byte[] encode() {
    byte[] id = Text.encode(factId);
    return ByteBuffer.allocate(8 + id.length + run.get().length + row.get().length)
        .putInt(id.length)
        .putInt(run.get().length)
        .put(id)
        .put(run.get())
        .put(row.get())
        .array();
  }

  static FactChange decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] id = new byte[buffer.getInt()];
    byte[] run = new byte[buffer.getInt()];
    buffer.get(id).get(run);
    byte[] row = new byte[buffer.remaining()];
    buffer.get(row);
    return new FactChange(Text.decode(id), Bytes.wrap(run), Bytes.wrap(row));
  }
}
