package io.boardstream.streams;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * An editor says something of a model, or takes it back; the record key is the routing key of the
 * model.
 *
 * @param key key of the override
 * @param override the override, as the fold keeps it; empty when it is taken back
 */
record OverrideChange(String key, Bytes override) implements FoldInput {

  static final int KIND = -1;

  private static final Bytes NONE = Bytes.wrap(new byte[0]);

  static OverrideChange says(String key, byte[] override) {
    return new OverrideChange(key, Bytes.wrap(override));
  }

  static OverrideChange takesBack(String key) {
    return new OverrideChange(key, NONE);
  }

  boolean isSaid() {
    return override.get().length > 0;
  }

  /** Layout: 4 bytes kind, 4 bytes length of the key, key, override. */
  @Override
  public byte[] encode() {
    byte[] id = Text.encode(key);
    return ByteBuffer.allocate(8 + id.length + override.get().length)
        .putInt(KIND)
        .putInt(id.length)
        .put(id)
        .put(override.get())
        .array();
  }

  static OverrideChange decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).position(4);
    byte[] id = new byte[buffer.getInt()];
    buffer.get(id);
    byte[] override = new byte[buffer.remaining()];
    buffer.get(override);
    return new OverrideChange(Text.decode(id), Bytes.wrap(override));
  }
}
