package io.boardstream.schemas.serde;

import java.io.ByteArrayOutputStream;

/** The bytes of one record, in memory that is reused for the next. */
final class WireBuffer extends ByteArrayOutputStream {

  static final int HEADER_LENGTH = 5;
  static final byte MAGIC = 0;

  /** A rare huge record must not keep its memory. */
  private static final int KEPT = 1 << 20;

  WireBuffer() {
    super(1024);
  }

  void begin(int id) {
    if (buf.length > KEPT) {
      buf = new byte[1024];
    }
    reset();
    write(MAGIC);
    write(id >>> 24);
    write(id >>> 16);
    write(id >>> 8);
    write(id);
  }
}
