package io.boardstream.agent.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCacheTest {
  @TempDir private Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private Path locals;

  @BeforeEach
  void serve() throws IOException {
    locals = Files.createDirectory(folder.resolve("locals"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          byte[] body = exchange.getRequestURI().getPath().getBytes(UTF_8);
          boolean there = !exchange.getRequestURI().getPath().contains("gone");
          exchange.sendResponseHeaders(there ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aPinnedModelIsFetchedOnceAndItsBytesAreChecked() throws Exception {
    ModelCache cache = cache(1000, 1);

    try (CachedModel first = cache.fetch(url("/a.onnx"), sha256("/a.onnx"));
        CachedModel second = cache.fetch(url("/a.onnx"), sha256("/a.onnx"))) {
      assertThat(first.file()).hasContent("/a.onnx").hasFileName("a.onnx");
      assertThat(second.file()).isEqualTo(first.file());
      assertThat(requests).hasValue(1);

      Files.writeString(first.file(), "broken");
      assertThat(cache.fetch(url("/a.onnx"), sha256("/a.onnx")).file()).hasContent("/a.onnx");
    }
  }

  @Test
  void whatIsNotWhatItShouldBeIsRefused() {
    ModelCache cache = cache(1000, 1);

    assertThatThrownBy(() -> cache.fetch(url("/a"), Optional.empty()))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("sha256");
    assertThatThrownBy(() -> cache.fetch(url("/a"), sha256("/b")))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("digest differs");
    assertThatThrownBy(() -> cache.fetch(url("/gone"), sha256("/gone")))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("404");
    assertThatThrownBy(() -> cache.fetch(url("/a"), Optional.of("../../etc")))
        .isInstanceOf(ModelUnavailableException.class);
  }

  @Test
  void aLocalModelIsReadOnlyFromItsFolder() throws Exception {
    Files.writeString(locals.resolve("m.onnx"), "local");
    Files.writeString(folder.resolve("secret"), "hush");
    Files.createSymbolicLink(locals.resolve("link"), folder.resolve("secret"));
    ModelCache cache = cache(1000, 1);

    assertThat(cache.fetch("m.onnx", Optional.empty()).sha256()).isEqualTo(sha256("local").get());
    assertThatThrownBy(() -> cache.fetch("../secret", Optional.empty()))
        .isInstanceOf(ModelUnavailableException.class);
    assertThatThrownBy(() -> cache.fetch("link", Optional.empty()))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("leads out");
  }

  @Test
  void whatWasUsedLongestAgoMakesRoomButNotWhatIsInUse() throws Exception {
    CachedModel inUse = cache(10, 1).fetch(url("/1234"), sha256("/1234"));
    ModelCache cache = cache(10, 5);
    cache.fetch(url("/1234"), sha256("/1234"));
    CachedModel later = cache(10, 9).fetch(url("/5678"), sha256("/5678"));
    later.close();

    CachedModel newest = cache.fetch(url("/9"), sha256("/9"));

    assertThat(inUse.file()).exists();
    assertThat(later.file()).doesNotExist();
    assertThat(newest.file()).exists();
    assertThatThrownBy(() -> cache.fetch(url("/too-long-for-it"), sha256("/too-long-for-it")))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("larger");
  }

  private ModelCache cache(long bytes, long second) {
    return new ModelCache(
        folder.resolve("cache"),
        locals,
        bytes,
        Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static Optional<String> sha256(String content) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
    return Optional.of(HexFormat.of().formatHex(digest));
  }
}
