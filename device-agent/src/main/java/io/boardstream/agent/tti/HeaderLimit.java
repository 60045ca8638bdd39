package io.boardstream.agent.tti;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds what a reader of an archive takes for the header of a file. Names are read into memory
 * whole, and an archive may say that one has gigabytes.
 */
final class HeaderLimit extends FilterInputStream {
  private static final long MAX_HEADER = 1 << 20;

  private long left = Long.MAX_VALUE;

  HeaderLimit(InputStream in) {
    super(in);
  }

  /** From here on a header is read. */
  void header() {
    left = MAX_HEADER;
  }

  /** From here on the content of a file is read. */
  void content() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    count(count);
    return count;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long skipped = super.skip(wanted);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) throws TtiException {
    left -= Math.max(0, bytes);
    if (left < 0) {
      throw new TtiException("the name of a file in it has more than a mebibyte");
    }
  }
}
