package io.boardstream.runtime.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** Files that a reader sees whole, the old or the new one, even after a crash. */
public final class WholeFile {

  /** What a file is called until it is whole, put behind a dot and its name. */
  static final String TEMPORARY = ".tmp";

  private WholeFile() {}

  /** The bytes of a file, or empty when there is none. */
  public static Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Gives a file these bytes, at once and written through to the disk.
   *
   * @return false when it had them already, and was left alone
   */
  public static boolean replace(Path file, byte[] bytes) throws IOException {
    Optional<byte[]> present = read(file);
    if (present.isPresent() && Arrays.equals(present.get(), bytes)) {
      return false;
    }
    Path temporary = file.resolveSibling("." + file.getFileName() + TEMPORARY);
    try {
      writeThrough(temporary, bytes);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(temporary, e);
      throw e;
    }
    return true;
  }

  private static void writeThrough(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(false);
    }
  }

  private static void deleteQuietly(Path file, IOException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
