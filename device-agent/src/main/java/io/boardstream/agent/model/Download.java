package io.boardstream.agent.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads what is at an address. Follows redirects itself, so that a token never leaves its hub, and
 * nothing that began encrypted goes on in the clear. A server that stops sending is left.
 */
final class Download {
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Duration silence;

  /** Takes what comes in; says how much came, so that the reader is known to be alive. */
  interface Sink {
    void read(InputStream in) throws IOException;
  }

  /**
   * @param silence how long a server may say nothing
   */
  Download(Duration silence) {
    this.silence = silence;
  }

  /**
   * Reads an address.
   *
   * @param token shown to the hub that it is for, and to nobody else
   */
  void read(URI address, Optional<Token> token, Sink sink) throws IOException {
    URI at = address;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      HttpResponse<InputStream> response = ask(at, token);
      try (InputStream body = response.body()) {
        if (REDIRECTS.contains(response.statusCode())) {
          at = next(at, response);
        } else if (response.statusCode() == 200) {
          watched(body, sink);
          return;
        } else {
          throw new IOException("HTTP status " + response.statusCode() + advice(response, at));
        }
      }
    }
    throw new IOException("more than " + MAX_REDIRECTS + " redirects");
  }

  private HttpResponse<InputStream> ask(URI address, Optional<Token> token) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(silence).GET();
    token
        .filter(one -> one.isFor(address))
        .ifPresent(one -> request.header("Authorization", one.header()));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static URI next(URI at, HttpResponse<InputStream> response) throws IOException {
    String location = response.headers().firstValue("Location").orElse("");
    URI next;
    try {
      next = at.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("a redirect to no address", e);
    }
    boolean clear = "http".equalsIgnoreCase(next.getScheme());
    boolean encrypted = "https".equalsIgnoreCase(next.getScheme());
    if (location.isEmpty() || next.getHost() == null || !(clear || encrypted)) {
      throw new IOException("a redirect to no address");
    }
    if (clear && "https".equalsIgnoreCase(at.getScheme())) {
      throw new IOException("a redirect from https to http is refused");
    }
    return next;
  }

  private static String advice(HttpResponse<InputStream> response, URI at) {
    int status = response.statusCode();
    return status == 401 || status == 403
        ? " from %s: it is private or gated, or the token in %s does not open it"
            .formatted(at.getHost(), ModelSettings.HUB_TOKEN_FILE)
        : " from " + at.getHost();
  }

  /** Reads a body; when nothing comes for too long, closes it under the reader. */
  private void watched(InputStream body, Sink sink) throws IOException {
    Beating beating = new Beating(body);
    ScheduledExecutorService watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "download-watch");
              thread.setDaemon(true);
              return thread;
            });
    long period = Math.max(10, silence.toMillis() / 4);
    ScheduledFuture<?> looks =
        watch.scheduleWithFixedDelay(
            () -> beating.closeWhenSilentFor(silence), period, period, TimeUnit.MILLISECONDS);
    try {
      sink.read(beating);
    } catch (IOException e) {
      throw beating.wasClosed
          ? new IOException("read timed out: nothing came for " + silence.toSeconds() + " s", e)
          : e;
    } finally {
      looks.cancel(false);
      watch.shutdownNow();
    }
  }

  /** A stream that knows when something came last. */
  private static final class Beating extends InputStream {
    private final InputStream in;
    private volatile long last = System.nanoTime();
    private volatile boolean wasClosed;

    Beating(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      last = System.nanoTime();
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      last = System.nanoTime();
      return count;
    }

    void closeWhenSilentFor(Duration silence) {
      if (System.nanoTime() - last > silence.toNanos()) {
        wasClosed = true;
        try {
          in.close();
        } catch (IOException e) {
          // The reader finds out by itself.
        }
      }
    }
  }
}
