package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.RunningSystem;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts this program again, in the background, and shows what it says until it is ready. */
final class Background {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final long POLL_MS = 50;
  private static final int TAIL_LINES = 20;

  // A session of its own where the system can, so that neither Ctrl-C nor the end of the terminal
  // reaches it.
  private static final String DETACHED =
      "trap '' HUP INT; if command -v setsid >/dev/null 2>&1; then exec setsid \"$0\" \"$@\";"
          + " else exec \"$0\" \"$@\"; fi";

  private final DataDir dir;
  private final Console console;
  private long shown;

  Background(DataDir dir, Console console) {
    this.dir = dir;
    this.console = console;
  }

  /**
   * Starts it.
   *
   * @param arguments of this program
   * @return exit code
   */
  int start(List<String> arguments) {
    RunningSystem.in(dir)
        .ifPresent(
            system -> {
              throw new CommandFailedException(
                  "A local system already runs in %s (process %d). '%s' stops it."
                      .formatted(dir, system.pid(), Shell.boardstream("down", dir)));
            });
    try {
      Files.createDirectories(dir.logs());
      Files.deleteIfExists(dir.consoleFile());
      Process process = process(arguments);
      if (awaitReady(process)) {
        return 0;
      }
      explain(process);
      return 1;
    } catch (IOException e) {
      throw new CommandFailedException("Cannot start in the background: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(
          "Interrupted; './boardstream status' tells what became of it.", e);
    }
  }

  private Process process(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", DETACHED));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Boardstream.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.consoleFile().toFile())
        .redirectInput(new File("/dev/null"))
        .start();
  }

  private boolean awaitReady(Process process) throws IOException, InterruptedException {
    Deadline deadline = new Deadline(TIMEOUT);
    while (process.isAlive() && !deadline.isOver()) {
      // Asked first: what was said before it was ready has then been written.
      boolean ready = RunningSystem.in(dir).filter(RunningSystem::isReady).isPresent();
      show();
      if (ready) {
        return true;
      }
      Thread.sleep(POLL_MS);
    }
    show();
    return false;
  }

  /** Passes on what it has printed since the last look. */
  private void show() throws IOException {
    if (Files.notExists(dir.consoleFile())) {
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(dir.consoleFile().toFile(), "r")) {
      byte[] news = new byte[(int) (file.length() - shown)];
      file.seek(shown);
      file.readFully(news);
      // Whole lines only, so that no character is cut in two.
      int end = news.length;
      while (end > 0 && news[end - 1] != '\n') {
        end--;
      }
      console.out().print(new String(news, 0, end, UTF_8));
      console.out().flush();
      shown += end;
    }
  }

  private void explain(Process process) throws IOException, InterruptedException {
    if (process.isAlive()) {
      console
          .err()
          .println(
              "boardstream: not ready after " + TIMEOUT.toMinutes() + " minutes; stopping it.");
      process.destroy();
      process.waitFor();
    } else {
      console.err().println("boardstream: it ended with exit code " + process.exitValue() + ".");
    }
    if (Files.exists(dir.logFile())) {
      List<String> lines = Files.readAllLines(dir.logFile());
      console.err().println("The log " + dir.logFile() + " ends with:");
      lines
          .subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())
          .forEach(line -> console.err().println("  " + line));
    }
  }
}
