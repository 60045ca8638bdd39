package io.boardstream.site;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Bytes as they are kept and mostly sent: gzipped. A document of the matrix takes a tenth of its
 * room like this.
 *
 * @param gzip the bytes, compressed
 * @param length how many they are uncompressed
 * @param tag entity tag of the uncompressed bytes; weak, as it stands for both encodings
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by tag only.
record Packed(byte[] gzip, int length, String tag) {

  /** Something that writes the bytes. */
  interface Body {
    void write(OutputStream out) throws IOException;
  }

  static Packed of(byte[] bytes) {
    return of(out -> out.write(bytes));
  }

  static Packed of(Body body) {
    MessageDigest digest = sha256();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Counting counting;
    try (GZIPOutputStream gzip = new Fast(packed)) {
      counting = new Counting(new DigestOutputStream(gzip, digest));
      body.write(counting);
      counting.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    String tag = "W/\"" + HexFormat.of().formatHex(digest.digest(), 0, 12) + "\"";
    return new Packed(packed.toByteArray(), counting.count, tag);
  }

  /** The bytes themselves. */
  InputStream open() {
    try {
      return new GZIPInputStream(new ByteArrayInputStream(gzip), 8192);
    } catch (IOException e) {
      throw new UncheckedIOException("What we packed can be unpacked", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Gzip that would rather be quick than small: it runs on every change. */
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Counting extends OutputStream {
    private final OutputStream out;
    private int count;

    Counting(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
