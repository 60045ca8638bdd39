package io.boardstream.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells about other processes and {@link ProcessHandle} does not. */
final class ProcessTable {

  private ProcessTable() {}

  /**
   * The program and its arguments: proof that a pid in a file still is the process that wrote it.
   * Empty when the process has ended or is not ours to see. ({@link ProcessHandle.Info} gives only
   * the first page.)
   */
  static List<String> commandLine(long pid) {
    String arguments = read(pid, "cmdline");
    return arguments.isEmpty() ? List.of() : List.of(arguments.split("\0", -1));
  }

  /**
   * Whether a process has ended. Unlike {@link ProcessHandle#isAlive()}, also true when its parent
   * has not asked for the exit code: in a container, an orphan's new parent may never do so.
   */
  static boolean hasEnded(ProcessHandle process) {
    return !process.isAlive() || read(process.pid(), "status").contains("\nState:\tZ");
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      return "";
    }
  }
}
