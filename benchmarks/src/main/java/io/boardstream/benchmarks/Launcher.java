package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code boardstream} as users start it: a process of its own.
 *
 * @param command the executable file
 * @param output folder that takes what it prints
 */
record Launcher(Path command, Path output) {

  /** What a command printed, and how it ended. */
  record Answer(int exitCode, String out, String err) {}

  /** A command that is running. */
  record Running(String name, Process process, Path out, Path err) {

    /** What it has printed so far, for the message of a failure. */
    String printed() {
      return (read(out) + read(err)).strip();
    }
  }

  /**
   * Takes the command by its path.
   *
   * @throws BenchmarkException when it is no executable file
   */
  static Launcher of(Path command, Path output) throws IOException {
    if (!Files.isExecutable(command)) {
      throw new BenchmarkException(
          "There is no executable file %s. This benchmark starts the whole system by the command 'boardstream'; name it."
              .formatted(command));
    }
    Files.createDirectories(output);
    return new Launcher(command.toAbsolutePath(), output);
  }

  /** Runs a command to its end; one that takes longer than the limit is ended. */
  Answer run(Duration limit, List<String> arguments) throws IOException, InterruptedException {
    Running running = start(arguments);
    if (!running.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      running.process.destroy();
      throw new BenchmarkException(
          "'boardstream %s' took longer than %s. It printed: %s"
              .formatted(String.join(" ", arguments), limit, running.printed()));
    }
    return new Answer(running.process.exitValue(), read(running.out), read(running.err));
  }

  Running start(List<String> arguments) throws IOException {
    String name = arguments.get(0);
    Path out = Files.createTempFile(output, name + "-", ".out");
    Path err = Files.createTempFile(output, name + "-", ".err");
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line);
    // The user's settings belong to the user's system: what is measured is a fresh one, as shipped.
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("BOARDSTREAM_") && !key.equals("BOARDSTREAM_JAVA_OPTS"));
    // What is measured is built; else a build would be part of the figures.
    builder.environment().put("BOARDSTREAM_NO_BUILD", "1");
    return new Running(
        name, builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      return "(" + file + " cannot be read: " + e + ")";
    }
  }
}
