package io.boardstream.matrix.regression;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Small states as bytes, for a store: values one after another, as they are read again. */
public final class Packing {

  /** Writes the values. */
  @FunctionalInterface
  public interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads them in the same order. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private Packing() {}

  /** What the writer writes. */
  public static byte[] pack(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** What the reader makes of it. */
  public static <T> T unpack(byte[] bytes, Reader<T> reader) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return reader.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Not what this version packed", e);
    }
  }

  /** Bytes with their length, or null. */
  public static void bytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  /** What {@link #bytes(DataOutputStream, byte[])} wrote. */
  public static byte @Nullable [] bytesOrNull(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }

  /** The same where null was never written. */
  public static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = bytesOrNull(in);
    if (bytes == null) {
      throw new IOException("nothing where bytes were expected");
    }
    return bytes;
  }

  /** A moment, exactly. */
  public static void time(DataOutputStream out, Instant time) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  /** What {@link #time(DataOutputStream, Instant)} wrote. */
  public static Instant time(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }
}
