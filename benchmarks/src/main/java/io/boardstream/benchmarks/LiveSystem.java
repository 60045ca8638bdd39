package io.boardstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The whole system in processes of its own, in the background, on a data folder of its own. */
final class LiveSystem implements AutoCloseable {

  private static final Duration STARTED_WITHIN = Duration.ofMinutes(4);
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(1);
  private static final Duration STOPPED_WITHIN = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Launcher launcher;
  private final Path dataDir;
  private final JsonNode status;
  private final Thread stopAtExit;

  private LiveSystem(Launcher launcher, Path dataDir, JsonNode status, Thread stopAtExit) {
    this.launcher = launcher;
    this.dataDir = dataDir;
    this.status = status;
    this.stopAtExit = stopAtExit;
  }

  /**
   * Starts it, and returns when it is ready.
   *
   * @throws BenchmarkException when it does not become ready
   */
  static LiveSystem start(Launcher launcher, Path dataDir)
      throws IOException, InterruptedException {
    // It runs in the background: nothing else would stop it when the user stops the benchmark.
    Thread stopAtExit = new Thread(() -> stopQuietly(launcher, dataDir), "stop-system");
    Runtime.getRuntime().addShutdownHook(stopAtExit);
    try {
      List<String> up = new ArrayList<>(List.of("up", "--detach", "--no-sample"));
      up.addAll(List.of("--data-dir", dataDir.toString()));
      Launcher.Answer answer = launcher.run(STARTED_WITHIN, up);
      if (answer.exitCode() != 0) {
        throw new BenchmarkException(
            "The system did not start: 'boardstream %s' ended with %d. It printed: %s"
                .formatted(String.join(" ", up), answer.exitCode(), answer.out() + answer.err()));
      }
      return new LiveSystem(launcher, dataDir, status(launcher, dataDir), stopAtExit);
    } catch (IOException | RuntimeException e) {
      stopQuietly(launcher, dataDir);
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
      throw e;
    }
  }

  /**
   * What {@code status --json} says of a system.
   *
   * @throws BenchmarkException when it is not ready
   */
  static JsonNode status(Launcher launcher, Path dataDir) throws IOException, InterruptedException {
    Launcher.Answer answer =
        launcher.run(
            ANSWERED_WITHIN, List.of("status", "--json", "--data-dir", dataDir.toString()));
    JsonNode status = JSON.readTree(answer.out());
    if (answer.exitCode() != 0 || status == null || !status.path("ready").asBoolean()) {
      throw new BenchmarkException(
          "The system is not ready: %s%s".formatted(answer.out(), answer.err()));
    }
    return status;
  }

  /** The database, for JDBC; no password is asked. */
  static String jdbcUrl(JsonNode status) {
    URI libpq = URI.create(status.path("postgres").asText());
    String user = libpq.getUserInfo();
    return "jdbc:postgresql://%s:%d%s%s"
        .formatted(
            libpq.getHost(), libpq.getPort(), libpq.getPath(), user == null ? "" : "?user=" + user);
  }

  /** Folder of the documents of one model each. */
  static Path models(JsonNode status) {
    return Path.of(status.path("documents").asText(), "models");
  }

  JsonNode status() {
    return status;
  }

  @Override
  public void close() throws IOException {
    try {
      stop(launcher, dataDir);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted while the system stops", e);
    }
    Runtime.getRuntime().removeShutdownHook(stopAtExit);
  }

  private static void stop(Launcher launcher, Path dataDir)
      throws IOException, InterruptedException {
    Launcher.Answer answer =
        launcher.run(STOPPED_WITHIN, List.of("down", "--data-dir", dataDir.toString()));
    if (answer.exitCode() != 0) {
      throw new BenchmarkException("The system does not stop: " + answer.out() + answer.err());
    }
  }

  /** When there is an error to tell already, or nobody left to tell it. */
  private static void stopQuietly(Launcher launcher, Path dataDir) {
    try {
      stop(launcher, dataDir);
    } catch (IOException | BenchmarkException e) {
      System.err.println("boardstream: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
