package io.boardstream.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that the documents stand in. A reader sees each document whole, the old or the new
 * one, even after a crash. Used by one thread.
 */
final class DocumentFolder implements AutoCloseable {

  static final String MODELS = "models";
  static final String SUFFIX = ".json";

  /**
   * What a file is called until it is whole; leftovers of a crash are removed at the next start.
   */
  private static final String TEMPORARY_SUFFIX = SUFFIX + ".tmp";

  /** What became of a document. */
  enum Outcome {
    WRITTEN,
    UNCHANGED
  }

  private final Path root;
  private final FolderLock lock;

  /** Directories in which a name changed that a crash could still undo. */
  private final Set<Path> unsynced = new LinkedHashSet<>();

  private DocumentFolder(Path root, FolderLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Makes the folder where it does not exist, locks it, and removes what a crash left half-written.
   *
   * @throws FolderInUseException when another sink writes to it
   */
  static DocumentFolder open(Path root) throws IOException {
    Files.createDirectories(root);
    FolderLock lock = FolderLock.take(root);
    try {
      Files.createDirectories(root.resolve(MODELS));
      DocumentFolder folder = new DocumentFolder(root, lock);
      folder.removeLeftovers(root);
      folder.removeLeftovers(root.resolve(MODELS));
      return folder;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** False when the folder was removed or replaced under us: open it again and write all. */
  boolean isStillThere() {
    return lock.isStillThere() && Files.isDirectory(root.resolve(MODELS));
  }

  /** Names of the documents in {@value #MODELS}, without {@value #SUFFIX}. */
  List<String> models() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(root.resolve(MODELS), "*" + SUFFIX)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        names.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    return names;
  }

  /** The bytes of a document, or empty when there is none. */
  Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces a document at once and whole; leaves it untouched when it has these bytes already. */
  Outcome write(String name, byte[] bytes) throws IOException {
    Optional<byte[]> present = read(name);
    if (present.isPresent() && Arrays.equals(present.get(), bytes)) {
      return Outcome.UNCHANGED;
    }
    Path target = resolve(name);
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    try {
      writeThrough(temporary, bytes);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(temporary, e);
      throw e;
    }
    unsynced.add(parent(target));
    return Outcome.WRITTEN;
  }

  /** Removes a document; false when there was none. */
  boolean remove(String name) throws IOException {
    Path target = resolve(name);
    boolean removed = Files.deleteIfExists(target);
    if (removed) {
      unsynced.add(parent(target));
    }
    return removed;
  }

  /** Makes what was written and removed so far survive a crash: one sync for many documents. */
  void sync() throws IOException {
    for (Iterator<Path> directories = unsynced.iterator(); directories.hasNext(); ) {
      try (FileChannel directory = FileChannel.open(directories.next(), StandardOpenOption.READ)) {
        directory.force(true);
      }
      directories.remove();
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private Path resolve(String name) {
    Path path = root.resolve(name).normalize();
    if (!path.startsWith(root.normalize())) {
      throw new IllegalArgumentException("Outside the documents folder: " + name);
    }
    return path;
  }

  private static Path parent(Path file) {
    return file.resolveSibling("");
  }

  private void removeLeftovers(Path directory) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, ".*" + TEMPORARY_SUFFIX)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
        unsynced.add(directory);
      }
    }
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
