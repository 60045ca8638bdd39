package io.boardstream.streams;

import io.boardstream.matrix.fold.CatalogueKind;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * An entry of the catalogue is there, or gone: travels to every task that folds.
 *
 * @param id key of the entry on its topic
 * @param entry the entry, as the fold keeps it; empty when it is gone
 */
record CatalogueChange(CatalogueKind kind, String id, Bytes entry) implements FoldInput {

  static final int KIND = -2;

  static CatalogueChange is(CatalogueKind kind, String id, byte[] entry) {
    return new CatalogueChange(kind, id, Bytes.wrap(entry));
  }

  static CatalogueChange isGone(CatalogueKind kind, String id) {
    return new CatalogueChange(kind, id, Bytes.wrap(new byte[0]));
  }

  boolean isThere() {
    return entry.get().length > 0;
  }

  /** Layout: 4 bytes kind of change, 4 bytes code of the kind, 4 bytes length of id, id, entry. */
  @Override
  public byte[] encode() {
    byte[] name = Text.encode(id);
    return ByteBuffer.allocate(12 + name.length + entry.get().length)
        .putInt(KIND)
        .putInt(kind.code())
        .putInt(name.length)
        .put(name)
        .put(entry.get())
        .array();
  }

  static CatalogueChange decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).position(4);
    CatalogueKind kind = CatalogueKind.of(buffer.getInt());
    byte[] name = new byte[buffer.getInt()];
    buffer.get(name);
    byte[] entry = new byte[buffer.remaining()];
    buffer.get(entry);
    return new CatalogueChange(kind, Text.decode(name), Bytes.wrap(entry));
  }
}
