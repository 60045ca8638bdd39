package io.boardstream.agent.boards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's tool, run as a process of its own without a shell. Its output goes through a file, so
 * that a tool that floods or hangs cannot hold us up.
 */
final class Tool {

  /** More than a rack's snapshot, which is 3.6 KB per chip. */
  private static final int MOST_OUTPUT = 16 << 20;

  private static final int MOST_TOLD = 300;
  private static final long GRACE_S = 2;

  /** How it ended: exit code, and what it wrote. */
  record Result(int exitCode, String out, String err) {

    /** The end of what it complained, on one line. */
    String complaint() {
      String said = (err.isBlank() ? out : err).strip().replaceAll("\\s+", " ");
      return said.length() > MOST_TOLD ? "…" + said.substring(said.length() - MOST_TOLD) : said;
    }
  }

  private Tool() {}

  /** Where a program would be found, or null. */
  static @Nullable Path find(String program) {
    if (program.contains("/")) {
      Path path = Path.of(program);
      return Files.isExecutable(path) ? path : null;
    }
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(program);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * Runs it in a folder and waits.
   *
   * @throws BoardException when it cannot be started, or runs too long, and is ended then
   */
  static Result run(List<String> command, Path folder, Duration limit) {
    String name = String.join(" ", command);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      throw new BoardException("Cannot run '%s': %s".formatted(name, e.getMessage()), e);
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BoardException(
            "'%s' did not end within %d s and was stopped".formatted(name, limit.toSeconds()));
      }
      return new Result(process.exitValue(), read(out), read(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BoardException("Interrupted while '" + name + "' ran", e);
    } catch (IOException e) {
      throw new BoardException("Cannot read what '%s' said: %s".formatted(name, e), e);
    } finally {
      end(process);
    }
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_OUTPUT), UTF_8);
    }
  }

  /** With all that it started. */
  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(GRACE_S, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
