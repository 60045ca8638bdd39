package io.boardstream.benchmarks.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a part over HTTP how it is doing. */
final class HealthProbe {

  private static final String LAG = "boardstream_streams_state_lag ";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI base;

  HealthProbe(int port) {
    this.base = URI.create("http://127.0.0.1:" + port);
  }

  boolean isReady() throws InterruptedException {
    try {
      return get("/readyz").statusCode() == 200;
    } catch (IOException e) {
      return false; // It does not listen yet.
    }
  }

  /** Whether it says that it has ended by an error which only a restart mends. */
  boolean hasFailed() throws InterruptedException {
    try {
      return get("/healthz").statusCode() == 503;
    } catch (IOException e) {
      return false; // It does not run, or is paused.
    }
  }

  /** Records that the state of a topology instance lacks; NaN when it does not know. */
  double stateLag() throws InterruptedException {
    try {
      return get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(LAG))
          .mapToDouble(line -> Double.parseDouble(line.substring(LAG.length())))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
