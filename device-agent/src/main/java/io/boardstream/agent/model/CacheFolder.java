package io.boardstream.agent.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of bounded size, which holds one folder per key. What was used longest ago goes first;
 * what is in use stays.
 */
final class CacheFolder {
  private static final String PART = "part-";

  /** After so long a part was left by an agent that was ended. */
  private static final Duration ABANDONED = Duration.ofDays(2);

  private final Path folder;
  private final long maxBytes;
  private final Clock clock;
  private final Map<String, Integer> inUse = new HashMap<>();

  CacheFolder(Path folder, long maxBytes, Clock clock) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** A new folder for what is being fetched. */
  Path newPart() throws IOException {
    Files.createDirectories(folder);
    Instant abandoned = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, PART + "*")) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(abandoned)) {
          delete(part);
        }
      }
    }
    return Files.createTempDirectory(folder, PART);
  }

  Path place(String key, String name) {
    return folder.resolve(key).resolve(name);
  }

  /** Puts what was fetched under its key, and lends it. */
  synchronized CachedModel keep(Path part, String key, String name, String digest)
      throws IOException {
    Path unit = folder.resolve(key);
    if (!Files.exists(unit.resolve(name))) {
      makeRoom(size(part));
      delete(unit);
      Files.move(part, unit, StandardCopyOption.ATOMIC_MOVE);
    }
    // Else somebody was faster with the same.
    return lend(key, name, digest);
  }

  synchronized CachedModel lend(String key, String name, String digest) throws IOException {
    Path unit = folder.resolve(key);
    Files.setLastModifiedTime(unit, FileTime.from(clock.instant()));
    inUse.merge(key, 1, Integer::sum);
    return new CachedModel(
        unit.resolve(name), digest, size(unit.resolve(name)), () -> release(key));
  }

  synchronized void drop(String key) throws IOException {
    delete(folder.resolve(key));
  }

  private synchronized void release(String key) {
    inUse.computeIfPresent(key, (name, count) -> count > 1 ? count - 1 : null);
  }

  private void makeRoom(long needed) throws IOException {
    if (needed > maxBytes) {
      throw new ModelUnavailableException(
          "the model has %d bytes, the cache only %d".formatted(needed, maxBytes));
    }
    List<Path> units;
    try (Stream<Path> all = Files.list(folder)) {
      units =
          all.filter(unit -> !unit.getFileName().toString().startsWith(PART))
              .sorted(Comparator.comparing(CacheFolder::used))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    long total = 0;
    for (Path unit : units) {
      total += size(unit);
    }
    for (Path unit : units) {
      if (total + needed <= maxBytes) {
        return;
      }
      if (!inUse.containsKey(unit.getFileName().toString())) {
        total -= size(unit);
        delete(unit);
      }
    }
    if (total + needed > maxBytes) {
      throw new ModelUnavailableException("the cache of models is full of models in use");
    }
  }

  static long size(Path path) throws IOException {
    long size = 0;
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        size += Files.size(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return size;
  }

  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static FileTime used(Path unit) {
    try {
      return Files.getLastModifiedTime(unit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
