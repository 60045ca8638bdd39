package io.boardstream.agent.boards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks tt-smi for a snapshot. */
public final class TtSmiCommand {

  /** Where older versions write it, instead of printing it. */
  private static final String LOGS = "tt-smi-logs";

  private final List<String> command;
  private final Duration limit;
  private final TtSmiJson json;

  /**
   * @param command the command with its arguments; empty for none
   * @param limit how long it may take
   */
  public TtSmiCommand(String command, Duration limit, TtSmiJson json) {
    this.command = CommandLineText.words(command);
    this.limit = limit;
    this.json = json;
  }

  /** The program of a command, when it is installed. */
  public static @Nullable Path find(String command) {
    List<String> words = CommandLineText.words(command);
    return words.isEmpty() ? null : Tool.find(words.get(0));
  }

  /** The program, when it is installed. */
  public Optional<Path> installed() {
    return command.isEmpty() ? Optional.empty() : Optional.ofNullable(Tool.find(command.get(0)));
  }

  /** The command, for messages. */
  public String text() {
    return String.join(" ", command);
  }

  /**
   * Runs it.
   *
   * @throws BoardException when it fails, hangs, or says nothing that can be read
   */
  public Snapshot snapshot() {
    try {
      Path folder = Files.createTempDirectory("boardstream-tt-smi");
      try {
        return in(folder);
      } finally {
        removeQuietly(folder);
      }
    } catch (IOException e) {
      throw new BoardException("Cannot make a folder for what tt-smi says: " + e, e);
    }
  }

  private Snapshot in(Path folder) throws IOException {
    Tool.Result result = Tool.run(command, folder, limit);
    String name = "The output of '" + text() + "'";
    if (result.exitCode() != 0) {
      throw new BoardException(
          "'%s' ended with code %d: %s".formatted(text(), result.exitCode(), result.complaint()));
    }
    if (!result.out().contains("{")) {
      Optional<Path> written = written(folder.resolve(LOGS));
      if (written.isPresent()) {
        return json.parse(Files.readString(written.get(), UTF_8), name);
      }
    }
    return json.parse(result.out(), name);
  }

  private static Optional<Path> written(Path logs) {
    if (!Files.isDirectory(logs)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(logs)) {
      return files.filter(Files::isRegularFile).max(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is left of it is in the system's folder for such things. */
  static void removeQuietly(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure)
              throws IOException {
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
