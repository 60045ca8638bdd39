package io.boardstream.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Postgres' programs, unpacked once per user.
 *
 * <p>The library that brings them would unpack in place into a folder that all users of the machine
 * can write; a process killed meanwhile leaves half files that are taken for whole. Here they are
 * moved into place when complete, so no lock is needed.
 */
final class PostgresBinaries {

  private static final String UNFINISHED = "unpacking-";
  private static final int OWNER_MAY_EXECUTE = 0100;

  private PostgresBinaries() {}

  /** The folder that holds {@code bin}, {@code lib} and {@code share}. */
  static Path unpacked(DataFolder folder) {
    try {
      return unpacked(cache(folder));
    } catch (IOException e) {
      throw new EmbeddedException("Cannot unpack Postgres' programs: " + e, e);
    }
  }

  static Path unpacked(Path cache) throws IOException {
    byte[] archive = archive();
    CRC32 checksum = new CRC32();
    checksum.update(archive);
    Path home = cache.resolve("postgres-%08x".formatted(checksum.getValue()));
    if (!Files.isDirectory(home)) {
      deleteAbandoned(cache);
      unpack(archive, cache, home);
    }
    return home;
  }

  private static byte[] archive() throws IOException {
    try (InputStream in =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", architecture())) {
      return in.readAllBytes();
    } catch (IllegalStateException e) {
      throw new EmbeddedException(
          "There are no Postgres programs for %s %s here. Use a Postgres of your own."
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          e);
    }
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name;
  }

  private static Path cache(DataFolder folder) throws IOException {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path parent =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    Path cache = parent.resolve("boardstream");
    if (parent.isAbsolute()) {
      try {
        Files.createDirectories(cache);
        // Programs are run from it: nobody else may write there.
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
        return cache;
      } catch (IOException e) {
        // A user without a home, or not its owner: below.
      }
    }
    return Files.createDirectories(folder.file("programs"));
  }

  /** What killed processes left; a live one needs seconds, not an hour. */
  private static void deleteAbandoned(Path cache) throws IOException {
    Instant longAgo = Instant.now().minus(Duration.ofHours(1));
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(cache, UNFINISHED + "*")) {
      for (Path path : unfinished) {
        if (Files.getLastModifiedTime(path).toInstant().isBefore(longAgo)) {
          Trees.delete(path);
        }
      }
    }
  }

  private static void unpack(byte[] archive, Path cache, Path home) throws IOException {
    Path unfinished = Files.createTempDirectory(cache, UNFINISHED);
    try {
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(
              new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpack(tar, entry, unfinished.resolve(entry.getName()).normalize());
        }
      }
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another process may have been faster; its files are the same.
      if (!Files.isDirectory(home)) {
        throw e;
      }
    } finally {
      Trees.delete(unfinished);
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.resolveSibling(".").normalize());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target);
    boolean program = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
