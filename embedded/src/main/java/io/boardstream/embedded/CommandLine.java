package io.boardstream.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The arguments a process was started with: proof that a pid in a file still is the process that
 * wrote it. {@link ProcessHandle.Info} gives them only up to a page.
 */
final class CommandLine {

  private CommandLine() {}

  /** Program first; empty when the process is gone or not ours to see. */
  static List<String> of(long pid) {
    try {
      return List.of(
          Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }
}
