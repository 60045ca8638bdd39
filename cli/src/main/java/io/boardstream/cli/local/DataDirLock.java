package io.boardstream.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One local system per data folder. The lock is the operating system's: it ends with the process.
 */
final class DataDirLock implements AutoCloseable {

  private final FileChannel channel;

  private DataDirLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder.
   *
   * @throws LocalSystemException when a live system has it
   */
  static DataDirLock take(DataDir dir) {
    try {
      FileChannel channel =
          FileChannel.open(dir.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new LocalSystemException(inUse(dir));
      }
      return new DataDirLock(channel);
    } catch (IOException e) {
      throw new LocalSystemException("Cannot lock %s: %s".formatted(dir, e), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LocalSystemException("Cannot give up the data folder: " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return null;
    }
  }

  private static String inUse(DataDir dir) {
    String owner =
        RunningSystem.in(dir).map(system -> " (process " + system.pid() + ")").orElse("");
    return "A local system already runs in %s%s. 'boardstream status' shows it, 'boardstream down' stops it; or choose another folder with --data-dir."
        .formatted(dir, owner);
  }
}
