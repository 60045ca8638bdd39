package io.boardstream.agent.tti;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The record at the end of a zip archive, which says how large its directory is. */
final class ZipEnd {
  private static final int SIGNATURE = 0x06054b50;
  private static final int RECORD = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int DIRECTORY_BYTES = 12;
  private static final long MAX_DIRECTORY = 2 << 20;

  private ZipEnd() {}

  /** A directory is read into memory whole. */
  static void requireSmallDirectory(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(bytes.length(), RECORD + MAX_COMMENT)];
      bytes.seek(bytes.length() - end.length);
      bytes.readFully(end);
      ByteBuffer record = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = end.length - RECORD; at >= 0; at--) {
        if (record.getInt(at) == SIGNATURE) {
          // All ones, which stand for "more than that", are too many as well.
          if (Integer.toUnsignedLong(record.getInt(at + DIRECTORY_BYTES)) > MAX_DIRECTORY) {
            throw new TtiException("it has too many files");
          }
          return;
        }
      }
    }
    throw new TtiException("it is cut off: the end of the archive is missing");
  }
}
