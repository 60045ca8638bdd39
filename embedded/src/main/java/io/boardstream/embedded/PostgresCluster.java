package io.boardstream.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Postgres' data directory and the server on it, run by {@code initdb} and {@code pg_ctl}. */
final class PostgresCluster {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);

  private static final String MAJOR_VERSION = "17";

  /** Replaying the log after a crash takes time; a server that fails says so at once. */
  private static final int START_SECONDS = 120;

  private static final int STOP_SECONDS = 20;

  private static final Map<String, String> CONFIGURATION =
      Map.ofEntries(
          Map.entry("listen_addresses", Ports.HOST),
          // No socket file: it would lie in a folder shared by all users, and outlive a crash.
          Map.entry("unix_socket_directories", ""),
          Map.entry("wal_level", "logical"),
          Map.entry("max_replication_slots", "10"),
          Map.entry("max_wal_senders", "10"),
          Map.entry("max_connections", "60"),
          // The library's own start-up turns both off; a benchmark row must not be lost.
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("shared_buffers", "64MB"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_checkpoints", "off"));

  private final Path data;
  private final PostgresPrograms programs;
  private final LogFile log;

  PostgresCluster(Path data, PostgresPrograms programs, LogFile log) {
    this.data = data;
    this.programs = programs;
    this.log = log;
  }

  /** Stops a server that an earlier process left behind. Call it only when holding the folder. */
  void stopOrphan() {
    Path pidFile = data.resolve("postmaster.pid");
    Optional<ProcessHandle> named = pid(pidFile).flatMap(ProcessHandle::of);
    if (named.isEmpty()) {
      return;
    }
    if (isOurs(named.get())) {
      LOG.info(
          "Stopping Postgres, process {}, which an earlier run left behind", named.get().pid());
      stop();
    } else {
      // The number belongs to someone else by now; Postgres would refuse to start.
      delete(pidFile);
    }
  }

  /** Makes the data directory at the first start. */
  void createIfAbsent(String superuser) {
    Path versionFile = data.resolve("PG_VERSION");
    if (Files.exists(versionFile)) {
      requireVersion(versionFile);
      return;
    }
    Path unfinished = data.resolveSibling(data.getFileName() + ".new");
    try {
      Trees.delete(unfinished);
      List<String> arguments = new ArrayList<>(List.of("-D", unfinished.toString()));
      arguments.addAll(List.of("-A", "trust", "-U", superuser, "-E", "UTF8"));
      // Postgres' own locale: sorts the same on every machine.
      arguments.addAll(
          List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
      if (programs.run("initdb", arguments) != 0) {
        throw failed("Postgres could not make its data directory");
      }
      Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EmbeddedException("Cannot make Postgres' data directory " + data + ": " + e, e);
    }
  }

  /** Starts the server; it takes connections when this returns. */
  void start(int port) {
    StringBuilder options = new StringBuilder("-p " + port);
    new TreeMap<>(CONFIGURATION)
        .forEach((key, value) -> options.append(" -c ").append(key).append('=').append(value));
    List<String> arguments = new ArrayList<>(List.of("start", "-w", "-D", data.toString()));
    arguments.addAll(List.of("-t", Integer.toString(START_SECONDS)));
    arguments.addAll(List.of("-l", log.path().toString(), "-o", options.toString()));
    if (programs.run("pg_ctl", arguments) != 0) {
      throw failed("Postgres did not start");
    }
  }

  /** Ends sessions, writes a checkpoint and stops. */
  void stop() {
    if (!stopped("fast") && !stopped("immediate") && server().isPresent()) {
      throw failed("Postgres did not stop");
    }
  }

  /** The running server of this directory. */
  Optional<ProcessHandle> server() {
    return pid(data.resolve("postmaster.pid")).flatMap(ProcessHandle::of).filter(this::isOurs);
  }

  private boolean stopped(String mode) {
    List<String> arguments = new ArrayList<>(List.of("stop", "-w", "-D", data.toString()));
    arguments.addAll(List.of("-m", mode, "-t", Integer.toString(STOP_SECONDS)));
    return programs.run("pg_ctl", arguments) == 0 || server().isEmpty();
  }

  /** A server works in its data directory, whatever that was called when it was started. */
  private boolean isOurs(ProcessHandle process) {
    List<String> command = ProcessTable.commandLine(process.pid());
    if (command.isEmpty() || !command.get(0).endsWith("/postgres")) {
      return false;
    }
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), data);
    } catch (IOException e) {
      return command.contains(data.toString());
    }
  }

  private static Optional<Long> pid(Path file) {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().findFirst().map(line -> Long.valueOf(line.strip()))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      // Half-written by a crash: Postgres itself replaces such a file.
      return Optional.empty();
    }
  }

  private void requireVersion(Path versionFile) {
    try {
      String version = Files.readString(versionFile).strip();
      if (!version.equals(MAJOR_VERSION)) {
        throw new EmbeddedException(
            "The data directory %s was made by Postgres %s, and this is Postgres %s. Dump it with the release that made it, or choose another folder."
                .formatted(data, version, MAJOR_VERSION));
      }
    } catch (IOException e) {
      throw new EmbeddedException("Cannot read " + versionFile + ": " + e, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new EmbeddedException("Cannot remove the stale file " + file + ": " + e, e);
    }
  }

  private EmbeddedException failed(String what) {
    return new EmbeddedException(
        "%s. Its log %s ends with:%n%s".formatted(what, log.path(), log.tail()));
  }
}
