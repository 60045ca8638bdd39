package io.boardstream.runtime.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that the documents stand in. A reader sees each document whole, the old or the new
 * one, even after a crash. Used by one thread.
 */
public final class DocumentFolder implements AutoCloseable {

  /** Where the documents of one model each stand. */
  public static final String MODELS = "models";

  /** The document over all models, version 1. */
  public static final String COMPATIBILITY = "compatibility.json";

  /** The list of all models. */
  public static final String INDEX = "index.json";

  /** What the name of a document ends in. */
  public static final String SUFFIX = ".json";

  /** What became of a document. */
  public enum Outcome {
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
  public static DocumentFolder open(Path root) throws IOException {
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
  public boolean isStillThere() {
    return lock.isStillThere() && Files.isDirectory(root.resolve(MODELS));
  }

  /** Where the document of a model stands. */
  public static String model(String id) {
    return MODELS + "/" + id + SUFFIX;
  }

  /** The model of a document that {@link #model} named. */
  public static String id(String name) {
    return name.substring(MODELS.length() + 1, name.length() - SUFFIX.length());
  }

  /** Names of the documents in {@value #MODELS}, without {@value #SUFFIX}. */
  public List<String> models() throws IOException {
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
  public Optional<byte[]> read(String name) throws IOException {
    return WholeFile.read(resolve(name));
  }

  /** Replaces a document at once and whole; leaves it untouched when it has these bytes already. */
  public Outcome write(String name, byte[] bytes) throws IOException {
    Path target = resolve(name);
    if (!WholeFile.replace(target, bytes)) {
      return Outcome.UNCHANGED;
    }
    unsynced.add(parent(target));
    return Outcome.WRITTEN;
  }

  /** Removes a document; false when there was none. */
  public boolean remove(String name) throws IOException {
    Path target = resolve(name);
    boolean removed = Files.deleteIfExists(target);
    if (removed) {
      unsynced.add(parent(target));
    }
    return removed;
  }

  /** Makes what was written and removed so far survive a crash: one sync for many documents. */
  public void sync() throws IOException {
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
        Files.newDirectoryStream(directory, ".*" + SUFFIX + WholeFile.TEMPORARY)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
        unsynced.add(directory);
      }
    }
  }
}
