package io.boardstream.runtime.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One writer per folder, across processes. The lock ends with the process, however that ends; the
 * file {@value #NAME} stays.
 */
public final class FolderLock implements AutoCloseable {

  static final String NAME = ".lock";

  /**
   * The folders that this process has locked. Process-wide because the system's lock is: a second
   * channel on the same file, once closed, would release the lock of the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path file;
  private final FileChannel channel;
  private final @Nullable Object fileKey;

  private FolderLock(Path folder, FileChannel channel) throws IOException {
    this.folder = folder;
    this.file = folder.resolve(NAME);
    this.channel = channel;
    this.fileKey = fileKey(file);
  }

  /**
   * Locks an existing folder.
   *
   * @throws FolderInUseException when someone else holds the lock
   * @throws IOException when the lock file cannot be made
   */
  public static FolderLock take(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw new FolderInUseException(folder);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(real.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new FolderInUseException(folder);
      }
      return new FolderLock(real, channel);
    } catch (IOException | RuntimeException e) {
      HELD.remove(real);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  /** False when the folder was removed or replaced since, so that the lock guards nothing. */
  public boolean isStillThere() {
    try {
      return Objects.equals(fileKey, fileKey(file));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(folder);
    }
  }

  private static @Nullable Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
