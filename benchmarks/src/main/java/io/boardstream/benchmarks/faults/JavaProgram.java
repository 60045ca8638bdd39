package io.boardstream.benchmarks.faults;

import io.boardstream.embedded.LifeLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Java program with our own class path in a process of its own, which ends when this process
 * does. What it prints is appended to its log.
 */
final class JavaProgram implements AutoCloseable {

  private final Process process;
  private final LifeLine lifeLine;

  private JavaProgram(Process process) {
    this.process = process;
    this.lifeLine = LifeLine.tie(process.pid(), "KILL");
  }

  /**
   * How to start it.
   *
   * @param mainClass its main class
   * @param options for Java
   * @param arguments for the program
   * @param log what it prints is appended here
   */
  record Call(String mainClass, List<String> options, List<String> arguments, Path log) {

    JavaProgram start() throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
      command.addAll(List.of("-Dfile.encoding=UTF-8", "-Duser.timezone=UTC"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // The user's settings belong to the user's system.
      builder.environment().keySet().removeIf(key -> key.startsWith("BOARDSTREAM_"));
      return new JavaProgram(
          builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
    }
  }

  static List<ProcessHandle> processes(@Nullable JavaProgram program) {
    return Optional.ofNullable(program)
        .map(running -> running.process.toHandle())
        .filter(ProcessHandle::isAlive)
        .map(List::of)
        .orElseGet(List::of);
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  /** Lets go of it. */
  @Override
  public void close() {
    lifeLine.close();
  }
}
