package io.boardstream.agent.boards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One user per board, across threads and processes of a host that share the agent's data folder. A
 * lock ends with the process, however that ends; its file stays.
 */
public final class BoardLock {

  /**
   * The files that this process has locked. Process-wide because the system's lock is: a second
   * channel on the same file, once closed, would release the lock of the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** A board in use. Closing it twice is harmless. */
  public static final class Held implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private boolean closed;

    private Held(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        channel.close();
      } catch (IOException e) {
        throw new BoardException("Cannot release " + file + ": " + e, e);
      } finally {
        HELD.remove(file);
      }
    }
  }

  private final Path folder;

  /**
   * @param dataDir the agent's data folder
   */
  public BoardLock(Path dataDir) {
    this.folder = dataDir.resolve("locks");
  }

  /**
   * Takes the lock of a board if nobody has it.
   *
   * @param purpose what for, on one line; told to others who ask
   * @throws BoardException when the file of the lock cannot be used
   */
  public Optional<Held> tryLock(String boardKey, String purpose) {
    Path file = file(boardKey);
    try {
      Files.createDirectories(folder);
      Path real = folder.toRealPath().resolve(String.valueOf(file.getFileName()));
      if (!HELD.add(real)) {
        return Optional.empty();
      }
      return locked(real, purpose);
    } catch (IOException e) {
      throw new BoardException(
          "Cannot lock the board %s by %s: %s. Choose a folder that the agent may write to with %s."
              .formatted(boardKey, file, e, BoardSettings.DATA_DIR),
          e);
    }
  }

  private static Optional<Held> locked(Path file, String purpose) throws IOException {
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (purpose.lines().findFirst().orElse("")
                      + " (process "
                      + ProcessHandle.current().pid()
                      + ")\n")
                  .getBytes(UTF_8)));
      taken = true;
      return Optional.of(new Held(file, channel));
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // Another class loader's, for example.
    } finally {
      if (!taken) {
        HELD.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /** What the last user of a board said it was for, or empty. */
  public String purpose(String boardKey) {
    try {
      return Files.readString(file(boardKey), UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private Path file(String boardKey) {
    return folder.resolve(URLEncoder.encode(boardKey, UTF_8) + ".lock");
  }
}
