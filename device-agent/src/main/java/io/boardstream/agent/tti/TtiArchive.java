package io.boardstream.agent.tti;

import io.boardstream.avro.TtiSummary;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A device image that was looked through, from its first byte to its last, without unpacking it.
 * PyBuda writes a tar of one folder; zip and a gzipped tar are read as well.
 *
 * @param summary what it says of itself
 * @param parts files and bytes by the names at the top of it
 */
public record TtiArchive(TtiSummary summary, Map<String, Part> parts) {
  private static final String DEVICE = "device.json";
  private static final int TAR_MAGIC_AT = 257;
  private static final int TAR_END = 1024;

  public TtiArchive {
    parts = Map.copyOf(parts);
  }

  /**
   * Reads a device image.
   *
   * @throws IOException when it cannot be read, is cut off, or must not be unpacked; the message
   *     says why
   */
  public static TtiArchive read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    byte[] head = head(file);
    Reading reading = new Reading(Files.size(file));
    try {
      if (head.length >= 4 && head[0] == 'P' && head[1] == 'K') {
        reading.zip(file);
      } else if (head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          reading.tar(in);
        }
      } else if (isTar(head)) {
        try (InputStream in = Files.newInputStream(file)) {
          reading.tar(in);
        }
        requireEnd(file);
      } else {
        throw new TtiException("it is neither a tar nor a zip archive");
      }
      return reading.result();
    } catch (TtiException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new TtiException("it is damaged or cut off: " + e.getMessage(), e);
    }
  }

  private static boolean isTar(byte[] head) {
    return head.length >= TAR_MAGIC_AT + 5
        && Arrays.equals(
            head, TAR_MAGIC_AT, TAR_MAGIC_AT + 5, new byte[] {'u', 's', 't', 'a', 'r'}, 0, 5);
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(512);
    }
  }

  /** A tar that was cut off between two files looks whole but for its end. */
  private static void requireEnd(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      byte[] end = new byte[TAR_END];
      bytes.seek(Math.max(0, bytes.length() - TAR_END));
      bytes.readFully(end);
      for (byte one : end) {
        if (one != 0) {
          throw new TtiException("it is cut off: the end of the archive is missing");
        }
      }
    }
  }

  /** What was found so far. */
  private static final class Reading {
    private final Entries entries;
    private final byte[] buffer = new byte[64 << 10];
    private @Nullable TtiDevice device;

    Reading(long archiveBytes) {
      this.entries = new Entries(archiveBytes);
    }

    void tar(InputStream in) throws IOException {
      HeaderLimit limit = new HeaderLimit(new BufferedInputStream(in));
      try (TarArchiveInputStream tar = new TarArchiveInputStream(limit)) {
        for (TarArchiveEntry entry = next(tar, limit); entry != null; entry = next(tar, limit)) {
          if (entry.isDirectory()) {
            entries.folder(entry.getName());
          } else if (entry.isSymbolicLink()) {
            entries.link(entry.getName(), entry.getLinkName());
          } else if (entry.isLink()) {
            entries.folder(entry.getLinkName());
            entries.file(entry.getName());
          } else if (entry.isFIFO() || entry.isBlockDevice() || entry.isCharacterDevice()) {
            throw new TtiException("it holds a device or a pipe: " + entry.getName());
          } else {
            file(entry.getName(), tar);
          }
        }
      }
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, HeaderLimit limit)
        throws IOException {
      limit.header();
      TarArchiveEntry entry = tar.getNextEntry();
      limit.content();
      return entry;
    }

    void zip(Path file) throws IOException {
      ZipEnd.requireSmallDirectory(file);
      try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
          if (entry.isDirectory()) {
            entries.folder(entry.getName());
          } else if (entry.isUnixSymlink()) {
            entries.link(entry.getName(), zip.getUnixSymlink(entry));
          } else {
            try (InputStream in = zip.getInputStream(entry)) {
              file(entry.getName(), in);
            }
          }
        }
      }
    }

    TtiArchive result() throws IOException {
      if (device == null) {
        throw new TtiException("it is no device image: there is no device.json in it");
      }
      TtiSummary summary =
          device.toSummary().setEntries(entries.files()).setUnpackedBytes(entries.bytes()).build();
      return new TtiArchive(summary, entries.parts());
    }

    private void file(String name, InputStream content) throws IOException {
      entries.file(name);
      if (Entries.inner(name).equals(DEVICE)) {
        if (device != null) {
          throw new TtiException("it has more than one device.json");
        }
        device = TtiDevice.read(new Counted(content, name));
      }
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        entries.bytes(name, n);
      }
    }

    /** Counts what a parser reads, which does not stop at a limit of its own. */
    private final class Counted extends InputStream {
      private final InputStream in;
      private final String name;

      Counted(InputStream in, String name) {
        this.in = in;
        this.name = name;
      }

      @Override
      public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
          entries.bytes(name, 1);
        }
        return value;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count > 0) {
          entries.bytes(name, count);
        }
        return count;
      }
    }
  }
}
