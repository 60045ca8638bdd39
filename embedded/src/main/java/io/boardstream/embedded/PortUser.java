package io.boardstream.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who listens on a port, as far as Linux tells this user: the socket's inode from {@code
 * /proc/net}, its process from the file descriptors. Only for messages.
 */
final class PortUser {

  private static final String LISTENING = "0A";

  private PortUser() {}

  /**
   * "process 123 (postgres)", "another user's process", or empty when nobody is known to listen.
   */
  static Optional<String> of(int port) {
    return inode(port)
        .map(inode -> process(inode).map(PortUser::described).orElse("another user's process"));
  }

  private static Optional<String> inode(int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> lines(Path.of("/proc/net", table)).stream())
        .map(line -> line.strip().split("\\s+"))
        .filter(cells -> cells.length > 9)
        .filter(cells -> cells[1].endsWith(suffix) && cells[3].equals(LISTENING))
        .map(cells -> cells[9])
        .findFirst();
  }

  private static Optional<ProcessHandle> process(String inode) {
    String target = "socket:[" + inode + "]";
    return ProcessHandle.allProcesses().filter(process -> holds(process.pid(), target)).findFirst();
  }

  private static boolean holds(long pid, String target) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return descriptors.anyMatch(descriptor -> target.equals(linkOf(descriptor)));
    } catch (IOException | UncheckedIOException e) {
      // Ended meanwhile, or another user's.
      return false;
    }
  }

  private static String linkOf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String described(ProcessHandle process) {
    String command =
        process.info().command().map(path -> Path.of(path).getFileName().toString()).orElse("?");
    return process.pid() == ProcessHandle.current().pid()
        ? "this process"
        : "process %d (%s)".formatted(process.pid(), command);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
