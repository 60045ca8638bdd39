package io.boardstream.agent.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is kept of attempts on this host: the log and the events of each, in a folder of its own. Of
 * all of them the newest are kept, as many as fit.
 */
public final class AttemptLogs {
  private static final String LOG = "log";
  private static final String EVENTS = "events.json";

  private final Path folder;
  private final int maxAttempts;
  private final long maxBytes;

  public AttemptLogs(Path folder, int maxAttempts, long maxBytes) {
    this.folder = folder;
    this.maxAttempts = maxAttempts;
    this.maxBytes = maxBytes;
  }

  /** Those of an agent, to be read. */
  public static AttemptLogs in(Path dataDir) {
    return new AttemptLogs(folderIn(dataDir), Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Where an agent keeps them. */
  static Path folderIn(Path dataDir) {
    return dataDir.resolve("attempts");
  }

  /** Ids of the attempts that are kept, newest first. */
  public List<String> list() throws IOException {
    List<String> ids = new ArrayList<>();
    for (Path attempt : newestFirst()) {
      ids.add(attempt.getFileName().toString());
    }
    return ids;
  }

  /** The events of an attempt, one JSON object per line. */
  public Optional<String> events(String attempt) throws IOException {
    return read(attempt, EVENTS);
  }

  public Optional<String> log(String attempt) throws IOException {
    return read(attempt, LOG);
  }

  Path log(Path attempt) {
    return attempt.resolve(LOG);
  }

  Path folder(String attempt) {
    return folder.resolve(attempt);
  }

  /** Adds a line of the agent to the log of an attempt. */
  void note(String attempt, String line) {
    try {
      Files.createDirectories(folder(attempt));
      Files.writeString(
          log(folder(attempt)),
          "[agent] " + line + "\n",
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("The log of " + attempt + " cannot be written", e);
    }
  }

  /** Removes what is left of attempts that an earlier agent did not bring to an end. */
  void removeUnfinished() throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> attempts = Files.list(folder)) {
        for (Path attempt : attempts.toList()) {
          if (Files.isDirectory(attempt) && Files.notExists(attempt.resolve(EVENTS))) {
            delete(attempt);
          }
        }
      }
    }
  }

  /** Keeps the events beside the log, then drops what is too much. */
  void keep(String attempt, List<? extends SpecificRecord> events) throws IOException {
    StringBuilder lines = new StringBuilder();
    events.forEach(event -> lines.append(event).append('\n'));
    Files.createDirectories(folder(attempt));
    Files.writeString(folder(attempt).resolve(EVENTS), lines.toString(), UTF_8);
    long bytes = 0;
    int attempts = 0;
    for (Path kept : newestFirst()) {
      bytes += size(kept);
      attempts++;
      if ((attempts > maxAttempts || bytes > maxBytes) && attempts > 1) {
        delete(kept);
      }
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> attempts = Files.list(folder)) {
      return attempts
          .filter(attempt -> Files.isRegularFile(attempt.resolve(EVENTS)))
          .sorted(Comparator.comparing(AttemptLogs::written).reversed())
          .toList();
    }
  }

  private Optional<String> read(String attempt, String file) throws IOException {
    Path wanted = folder.resolve(attempt).normalize();
    if (!folder.normalize().equals(wanted.getParent())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(Files.readAllBytes(wanted.resolve(file)), UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Long written(Path attempt) {
    try {
      return Files.getLastModifiedTime(attempt.resolve(EVENTS)).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path attempt) throws IOException {
    long size = 0;
    try (Stream<Path> files = Files.list(attempt)) {
      for (Path file : files.toList()) {
        size += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
    }
    return size;
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
