package io.boardstream.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with the tests' class path. */
final class OtherJvm implements AutoCloseable {

  private final Process process;
  private final List<String> output = new ArrayList<>();

  private OtherJvm(Process process) {
    this.process = process;
  }

  /**
   * Runs the class and returns when it prints READY.
   *
   * @param prefix what runs the JVM, for example {@code runuser -u nobody --}
   */
  static OtherJvm ready(
      List<String> prefix,
      String classPath,
      List<String> options,
      Class<?> main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("XDG_CACHE_HOME");
    OtherJvm jvm = new OtherJvm(builder.start());
    jvm.awaitReady();
    return jvm;
  }

  static OtherJvm ready(Class<?> main, String... arguments) throws IOException {
    return ready(List.of(), System.getProperty("java.class.path"), List.of(), main, arguments);
  }

  Process process() {
    return process;
  }

  /** As kill -9. */
  void kill() throws InterruptedException {
    process.descendants().filter(OtherJvm::isJvmOf).forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Behind a prefix that forks, the JVM is a child. */
  private static boolean isJvmOf(ProcessHandle process) {
    return ProcessTable.commandLine(process.pid()).contains(Parts.class.getName());
  }

  private void awaitReady() throws IOException {
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.add(line);
      if (line.equals("READY")) {
        return;
      }
    }
    throw new IOException(String.join("\n", output));
  }
}
