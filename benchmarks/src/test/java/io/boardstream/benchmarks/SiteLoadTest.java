package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench site} asks with, against servers whose answers are known. */
final class SiteLoadTest {

  private static final long PATIENCE = 60_000_000_000L;

  @Test
  void answersAreCounted(@TempDir Path dir) throws Exception {
    HttpServer server = StaticBytes.start(0, Files.writeString(dir.resolve("a"), "bytes"));
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      Gets.Rate rate = Gets.measure(i -> address, 0.3);
      assertThat(rate.perSecond()).isPositive();
      assertThat(rate.p99Ms()).isGreaterThanOrEqualTo(rate.p50Ms());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aChangeHasReachedAllWhenTheLastHasReadIt() throws Exception {
    CountDownLatch change = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext(
        "/api/events",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          var body = exchange.getResponseBody();
          body.write("event: state\n\n".getBytes(UTF_8));
          body.flush();
          try {
            change.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          body.write("the change".getBytes(UTF_8));
          body.flush();
        });
    server.start();
    try (EventFollowers followers = new EventFollowers()) {
      followers.connect(server.getAddress(), 20, PATIENCE);
      assertThatThrownBy(() -> followers.untilAllHaveRead("the change", 1_000_000))
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("20 of 20 readers");
      change.countDown();
      assertThat(followers.untilAllHaveRead("the change", PATIENCE)).isPositive();
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
