package io.boardstream.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A schema registry on the loopback address, in a small JVM of its own, that speaks Confluent's
 * protocol. Schemas and their ids stay in its folder.
 */
public final class EmbeddedRegistry implements AutoCloseable {

  private static final String API = "/apis/ccompat/v7";

  /** Usually 3 to 5 s; seen to take more than 60 s on a machine with far more to do than it can. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
  private static final long POLL_MS = 50;

  private final DataFolder folder;
  private final Process process;
  private final LifeLine lifeLine;
  private final LogFile log;
  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_TIMEOUT)
          .build();
  private boolean closed;

  private EmbeddedRegistry(DataFolder folder, Process process, LogFile log, int port) {
    this.folder = folder;
    this.process = process;
    this.log = log;
    this.lifeLine = LifeLine.tie(process.pid(), "TERM");
    this.url = URI.create("http://" + Ports.HOST + ":" + port + API);
  }

  /**
   * Starts the registry; it takes requests when this returns.
   *
   * @param dataDir created if absent; held until {@link #close()}
   * @param port 0 for the port of last time, or else any free one
   * @throws EmbeddedException when the folder or the port is in use, or the start fails
   */
  public static EmbeddedRegistry start(Path dataDir, int port) {
    DataFolder folder = DataFolder.open(dataDir, "registry");
    EmbeddedRegistry registry;
    try {
      RegistryProcess.endOrphan(folder);
      int chosen = new Ports(folder).choose("registry", port);
      LogFile log = new LogFile(folder.file("registry.log"));
      log.startAnew();
      registry =
          new EmbeddedRegistry(folder, RegistryProcess.start(folder, chosen, log), log, chosen);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
    try {
      registry.awaitReady();
      return registry;
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** The root of Confluent's API, for {@code schema.registry.url}. */
  public URI url() {
    return url;
  }

  /** The registry's own process. */
  public long pid() {
    return process.pid();
  }

  /** Whether the registry answers; asks it, and waits up to two seconds. */
  public boolean isHealthy() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/subjects")).timeout(REQUEST_TIMEOUT).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops the registry; its schemas stay. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      lifeLine.close();
      RegistryProcess.end(process.toHandle());
    } finally {
      folder.close();
    }
  }

  private void awaitReady() {
    Instant deadline = Instant.now().plus(START_TIMEOUT);
    while (!isHealthy()) {
      if (!process.isAlive()) {
        throw failed("The schema registry ended with code " + process.exitValue());
      }
      if (Instant.now().isAfter(deadline)) {
        throw failed(
            "The schema registry did not answer within " + START_TIMEOUT.toSeconds() + " s");
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EmbeddedException("Interrupted while the schema registry started", e);
      }
    }
  }

  private EmbeddedException failed(String what) {
    return new EmbeddedException(
        "%s. Its log %s ends with:%n%s".formatted(what, log.path(), log.tail()));
  }
}
