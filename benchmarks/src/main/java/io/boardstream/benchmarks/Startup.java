package io.boardstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.benchmarks.Launcher.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long {@code boardstream up} takes until it is ready, on an empty folder and on its own of
 * last time, how long a nightly then takes until all its documents stand, and what memory all that
 * holds.
 */
public final class Startup {

  /**
   * What to measure.
   *
   * @param rows rows of the nightly, inserted in one transaction
   * @param sample whether to measure a first start with the sample as well
   */
  public record Options(int rows, boolean sample) {
    public Options {
      if (rows < 1) {
        throw new IllegalArgumentException("rows must be 1 or more");
      }
    }
  }

  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration NIGHTLY_WITHIN = Duration.ofMinutes(1);
  private static final Duration STOPPED_WITHIN = Duration.ofMinutes(1);
  private static final long POLL_MS = 100;
  private static final int MODELS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Launcher launcher;
  private final Path dir;
  private final Progress progress;
  private final Report report = new Report("startup");
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  private Startup(Launcher launcher, Path dir, Progress progress) {
    this.launcher = launcher;
    this.dir = dir;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param command the executable {@code boardstream}, built
   * @param dir for the systems' data, empty
   * @throws BenchmarkException when a start fails or the nightly's documents do not come
   */
  public static Report run(Options options, Path command, Path dir, Progress progress)
      throws IOException, SQLException, InterruptedException {
    Launcher launcher = Launcher.of(command, dir.resolve("output"));
    Startup startup = new Startup(launcher, dir, progress);
    List<String> noSample = List.of("--no-sample");
    startup.measure("first start", "data", noSample, options.rows());
    startup.measure("second start", "data", noSample, 0);
    if (options.sample()) {
      startup.measure("first start, sample", "data-with-sample", List.of(), 0);
    }
    return startup.report;
  }

  private void measure(String variant, String folder, List<String> flags, int rows)
      throws IOException, SQLException, InterruptedException {
    progress.says(variant);
    Path dataDir = dir.resolve(folder);
    int port = freePort();
    Path settings = Files.writeString(dir.resolve("up.properties"), "ports.http=" + port + "\n");
    List<String> up = new ArrayList<>(List.of("up", "--data-dir", dataDir.toString()));
    up.addAll(List.of("--config", settings.toString()));
    up.addAll(flags);
    long begun = System.nanoTime();
    Running system = launcher.start(up);
    Thread stopAtExit = new Thread(() -> system.process().destroy(), "stop-system");
    Runtime.getRuntime().addShutdownHook(stopAtExit);
    try {
      awaitReady(system, URI.create("http://127.0.0.1:" + port + "/status"));
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("ready_s", (System.nanoTime() - begun) / 1e9);
      ProcessMemory.ofSystemIn(dataDir).putInto(figures);
      report.add(variant, figures);
      JsonNode status = LiveSystem.status(launcher, dataDir); // The command agrees, or throws.
      if (rows > 0) {
        measureNightly(status, dataDir, rows);
      }
    } finally {
      stop(system);
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    }
  }

  private void measureNightly(JsonNode status, Path dataDir, int count)
      throws IOException, SQLException, InterruptedException {
    progress.says("%,d rows in one transaction".formatted(count));
    List<BenchmarkRow> rows = new Nightlies(1, MODELS).take(count);
    ExpectedDocuments expected = new ExpectedDocuments(rows);
    try (Connection connection = DriverManager.getConnection(LiveSystem.jdbcUrl(status))) {
      connection.setAutoCommit(false);
      RowTable.insert(connection, rows);
      connection.commit();
      long committed = System.nanoTime();
      expected.await(LiveSystem.models(status), NIGHTLY_WITHIN);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("rows", (long) count);
      figures.put("rows_to_documents_s", (System.nanoTime() - committed) / 1e9);
      ProcessMemory.ofSystemIn(dataDir).putInto(figures);
      report.add("one nightly later", figures);
    }
  }

  private void awaitReady(Running system, URI status) throws InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isReady(status)) {
      if (!system.process().isAlive() || System.nanoTime() > deadline) {
        throw new BenchmarkException("The system did not become ready: " + system.printed());
      }
      Thread.sleep(POLL_MS); // Seldom enough to cost the start nothing that shows.
    }
  }

  /**
   * Asks the endpoint that {@code status --json} asks: a virtual machine of its own for each
   * question would slow down the start that is measured.
   */
  private boolean isReady(URI status) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(status).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      return JSON.readTree(answer.body()).path("ready").asBoolean();
    } catch (IOException e) {
      return false; // It does not listen yet.
    }
  }

  private static void stop(Running system) throws InterruptedException {
    system.process().destroy();
    if (!system.process().waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
      system.process().destroyForcibly();
      throw new BenchmarkException("The system does not stop: " + system.printed());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
