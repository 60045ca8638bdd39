package io.boardstream.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of a local system: where each part keeps its data. */
public final class DataDir {

  private final Path root;

  public DataDir(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  public Path postgres() {
    return root.resolve("postgres");
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path registry() {
    return root.resolve("registry");
  }

  public Path streams() {
    return root.resolve("streams");
  }

  /** What the site keeps; it may be thrown away. */
  public Path history() {
    return root.resolve("history");
  }

  public Path documents() {
    return root.resolve("documents");
  }

  /** Of the agent of this machine: its outbox, models, attempts, locks. */
  public Path agent() {
    return root.resolve("agent");
  }

  /** The user's own YAML, watched while the system runs. */
  public Path catalogue() {
    return root.resolve("catalogue");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** The log of the whole process. */
  public Path logFile() {
    return logs().resolve("boardstream.log");
  }

  /** What a process in the background prints. */
  public Path consoleFile() {
    return logs().resolve("console.log");
  }

  /** Settings that are read when no other file is named. */
  public Path settingsFile() {
    return root.resolve("boardstream.properties");
  }

  /** Written when the database has been prepared for the first time. */
  Path firstStartMark() {
    return run().resolve("first-start-done");
  }

  Path run() {
    return root.resolve("run");
  }

  Path systemFile() {
    return run().resolve("system.json");
  }

  Path lockFile() {
    return run().resolve("lock");
  }

  /** Creates the folders that this process writes itself, for their owner only. */
  void create() {
    try {
      boolean isNew = Files.notExists(root);
      Files.createDirectories(run());
      Files.createDirectories(logs());
      Files.createDirectories(catalogue());
      if (isNew) {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      // The addresses of the parts stand there, with the password of the database.
      Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwx------"));
    } catch (IOException | UnsupportedOperationException e) {
      throw new LocalSystemException(
          "Cannot use %s as the data folder: %s. Choose another one with --data-dir."
              .formatted(root, e),
          e);
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
