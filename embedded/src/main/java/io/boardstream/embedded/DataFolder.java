package io.boardstream.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of one embedded part, held by one process at a time. The lock is the operating
 * system's, so it ends with the process however that ends.
 */
final class DataFolder implements AutoCloseable {

  /**
   * Folders that this process holds. Needed because closing any channel of a lock file gives up the
   * process's lock on it, so a second attempt from here must not even open that file.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the folder if need be, for its owner's eyes only, and takes it.
   *
   * @param part what lives there, for messages: "broker"
   * @throws EmbeddedException when another live instance has it, or it cannot be written
   */
  static DataFolder open(Path folder, String part) {
    Path path = created(folder, part);
    if (!HELD_HERE.add(path)) {
      throw inUse(path, part, "this process");
    }
    try {
      return new DataFolder(path, locked(path, part));
    } catch (RuntimeException e) {
      HELD_HERE.remove(path);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      // The pid file goes first: once unlocked, it may be another process's.
      Files.deleteIfExists(path.resolve("owner.pid"));
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedException("Cannot give up the folder " + path + ": " + e, e);
    } finally {
      HELD_HERE.remove(path);
    }
  }

  private static Path created(Path folder, String part) {
    try {
      Files.createDirectories(folder);
      Path path = folder.toRealPath();
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      return path;
    } catch (IOException e) {
      throw new EmbeddedException(
          "Cannot use %s as the %s's data folder (%s). It must belong to the user '%s' and be writable; choose another folder or mend this one."
              .formatted(folder, part, e, System.getProperty("user.name")),
          e);
    }
  }

  private static FileChannel locked(Path path, String part) {
    try {
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw inUse(path, part, owner(path));
      }
      Files.writeString(path.resolve("owner.pid"), ProcessHandle.current().pid() + "\n");
      return channel;
    } catch (IOException e) {
      throw new EmbeddedException(
          "Cannot lock the %s's data folder %s: %s".formatted(part, path, e), e);
    }
  }

  private static String owner(Path path) {
    try {
      return "process " + Files.readString(path.resolve("owner.pid")).strip();
    } catch (IOException e) {
      return "another process";
    }
  }

  private static EmbeddedException inUse(Path path, String part, String owner) {
    return new EmbeddedException(
        "The %s's data folder %s is in use by %s. Stop that one first, or choose another folder."
            .formatted(part, path, owner));
  }
}
