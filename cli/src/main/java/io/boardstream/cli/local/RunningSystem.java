package io.boardstream.cli.local;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a local system leaves in its data folder so that other commands find it.
 *
 * @param pid its process; 0 once it has stopped in good order
 * @param startedAtMillis when that process began, as the operating system says: tells it from a
 *     later one with the same number; 0 when the system does not say
 * @param http base URL of its health endpoint
 * @param config its settings file, or null
 * @param isReady whether its start is over
 */
public record RunningSystem(
    long pid,
    long startedAtMillis,
    String http,
    @Nullable String config,
    Addresses addresses,
    boolean isReady) {

  private static final long NO_PROCESS = 0;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          // A later version may have written it.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  static RunningSystem ofThisProcess(
      String http, @Nullable Path config, Addresses addresses, boolean ready) {
    ProcessHandle self = ProcessHandle.current();
    return new RunningSystem(
        self.pid(),
        startedAt(self),
        http,
        config == null ? null : config.toString(),
        addresses,
        ready);
  }

  /** Leaves word that it has stopped; its addresses are kept for the next start. */
  RunningSystem stopped() {
    return new RunningSystem(NO_PROCESS, 0, http, config, addresses, false);
  }

  /** What the folder says, whether or not that process still lives; empty when it says nothing. */
  public static Optional<RunningSystem> lastOf(DataDir dir) {
    Path file = dir.systemFile();
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), RunningSystem.class));
    } catch (IOException e) {
      throw new LocalSystemException(
          "Cannot read %s, which says where the local system is: %s".formatted(file, e), e);
    }
  }

  /** The system that runs in the folder now. */
  public static Optional<RunningSystem> in(DataDir dir) {
    return lastOf(dir).filter(system -> system.process().isPresent());
  }

  /**
   * The system that runs in the folder now.
   *
   * @throws LocalSystemException when none does
   */
  public static RunningSystem required(DataDir dir) {
    return in(dir)
        .orElseThrow(
            () ->
                new LocalSystemException(
                    "No local system runs in %s. Start it with './boardstream up', or name its folder with --data-dir."
                        .formatted(dir)));
  }

  /** Its process, unless that has ended. */
  public Optional<ProcessHandle> process() {
    return Optional.of(pid)
        .filter(number -> number != NO_PROCESS)
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startedAtMillis == 0 || startedAt(process) == startedAtMillis)
        .filter(process -> !isZombie(process));
  }

  /** Ended, but not yet waited for by whoever is to: in containers that may take for ever. */
  private static boolean isZombie(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      // Not Linux, or gone meanwhile.
      return false;
    }
  }

  void write(DataDir dir) {
    Path file = dir.systemFile();
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LocalSystemException("Cannot write %s: %s".formatted(file, e), e);
    }
  }

  private static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
