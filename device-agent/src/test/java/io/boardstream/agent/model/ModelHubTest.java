package io.boardstream.agent.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ModelHubTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String MODEL = "hf://tiny/bert@" + COMMIT;
  private static final String SECRET = "hf_very-secret";
  private static final String WEIGHTS = "weights of a model";

  @TempDir private Path folder;
  private final Map<String, String> files = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private HttpServer hub;
  private HttpServer storage;

  @BeforeEach
  void serve() throws IOException {
    files.put("config.json", "{\"model_type\": \"bert\"}");
    files.put("model.safetensors", WEIGHTS);
    files.put("pytorch_model.bin", "the same again");
    files.put("README.md", "# A model");
    files.put("onnx/model.onnx", "another form");
    hub = server("hub", this::answerAsHub);
    storage = server("storage", exchange -> answer(exchange, 200, WEIGHTS));
  }

  @AfterEach
  void stop() {
    stalled.countDown();
    hub.stop(0);
    storage.stop(0);
  }

  @Test
  void allThatIsNeededOfAModelIsFetchedOnceAndChecked() throws Exception {
    ModelCache cache = cache(hub("", 60));

    try (CachedModel model = cache.fetch(MODEL, Optional.empty());
        CachedModel again = cache.fetch(MODEL, Optional.of(model.sha256()))) {
      assertThat(model.file()).isDirectory().hasFileName("bert");
      try (var all = Files.list(model.file())) {
        assertThat(all.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("config.json", "model.safetensors");
      }
      assertThat(model.file().resolve("model.safetensors")).hasContent(WEIGHTS);
      assertThat(again.file()).isEqualTo(model.file());
      assertThat(asked).filteredOn(line -> line.contains("/resolve/")).hasSize(2);

      Files.writeString(model.file().resolve("config.json"), "{}");
      cache.fetch(MODEL, Optional.empty()).close();
      assertThat(model.file().resolve("config.json")).hasContent(files.get("config.json"));
    }
  }

  @Test
  void oneFileOfAModelCanBeNamed() throws Exception {
    CachedModel model = cache(hub("", 60)).fetch(MODEL + "/onnx/model.onnx", Optional.empty());

    assertThat(model.file()).hasFileName("model.onnx").hasContent("another form");
    assertThat(model.sha256()).isEqualTo(Digests.sha256("another form"));
  }

  @Test
  void theTokenIsShownToTheHubAndToNobodyElse() throws Exception {
    cache(hub(SECRET, 60)).fetch(MODEL, Optional.empty()).close();

    assertThat(asked)
        .anyMatch(line -> line.startsWith("hub ") && line.endsWith("Bearer " + SECRET));
    assertThat(asked).filteredOn(line -> line.startsWith("hub ")).allMatch(l -> l.contains(SECRET));
    assertThat(asked).filteredOn(line -> line.startsWith("storage ")).hasSize(1);
    assertThat(asked)
        .filteredOn(line -> line.startsWith("storage "))
        .noneMatch(l -> l.contains("Be"));
    assertThat(new Token(SECRET, URI.create(url(hub))).toString()).doesNotContain(SECRET);
  }

  @Test
  void aTokenIsReadFromAFileAndIsNotInASentence() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), SECRET + "\n");
    ModelSettings settings =
        new ModelSettings(
            Map.of(
                ModelSettings.HUB_URL,
                url(hub) + "/closed",
                ModelSettings.HUB_TOKEN_FILE,
                file.toString()));

    assertThatThrownBy(() -> cache(settings.hub()).fetch(MODEL, Optional.empty()))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("HTTP status 401")
        .hasMessageContaining(ModelSettings.HUB_TOKEN_FILE)
        .hasMessageNotContaining(SECRET);
    assertThat(asked).singleElement().asString().endsWith("Bearer " + SECRET);
    assertThat(new ModelSettings(Map.of(ModelSettings.HUB_TOKEN, SECRET)).values().toString())
        .doesNotContain(SECRET);
    assertThatThrownBy(() -> new ModelSettings(Map.of(ModelSettings.HUB_URL, "ftp://x")))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void whatIsNotWhatTheHubSaysIsRefused() {
    files.put("wrong", "sha");
    assertThatThrownBy(() -> cache(hub("", 60)).fetch(MODEL, Optional.empty()))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("digest differs: model.safetensors");

    files.put("wrong", "blob");
    assertThatThrownBy(() -> cache(hub("", 60)).fetch(MODEL, Optional.empty()))
        .hasMessageContaining("digest differs: config.json");

    files.remove("wrong");
    assertThatThrownBy(() -> cache(hub("", 60)).fetch(MODEL, Optional.of("0".repeat(64))))
        .hasMessageContaining("digest differs: tiny/bert");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void aBranchIsNoPinAndAPathStaysInside() {
    for (String address :
        List.of(
            "hf://tiny/bert",
            "hf://tiny/bert@main",
            MODEL + "/../secret",
            MODEL + "/.git/config",
            "hf://../bert@" + COMMIT,
            "hf://a/b/c@" + COMMIT)) {
      assertThatThrownBy(() -> cache(hub("", 60)).fetch(address, Optional.empty()))
          .as(address)
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("configuration error");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aServerThatStopsSendingIsLeft() {
    files.put("stall", "yes");

    assertThatThrownBy(() -> cache(hub("", 1)).fetch(MODEL, Optional.empty()))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("timed out");
  }

  private ModelHub hub(String secret, int seconds) {
    URI url = URI.create(url(hub));
    return new ModelHub(
        url,
        Optional.of(secret).filter(text -> !text.isEmpty()).map(text -> new Token(text, url)),
        Duration.ofSeconds(seconds));
  }

  private ModelCache cache(ModelHub hub) {
    return new ModelCache(
        folder.resolve("cache"), folder.resolve("locals"), 10_000, Clock.systemUTC(), hub);
  }

  private void answerAsHub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/closed")) {
      answer(exchange, 401, "{\"error\": \"who are you?\"}");
    } else if (path.equals("/api/models/tiny/bert/revision/" + COMMIT)) {
      answer(exchange, 200, listing());
    } else if (files.containsKey("stall")) {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write('x');
      exchange.getResponseBody().flush();
      awaitEnd();
      exchange.close();
    } else if (path.endsWith("/model.safetensors")) {
      exchange.getResponseHeaders().set("Location", url(storage) + "/signed?key=abc");
      answer(exchange, 302, "");
    } else {
      String prefix = "/tiny/bert/resolve/" + COMMIT + "/";
      String content = path.startsWith(prefix) ? files.get(path.substring(prefix.length())) : null;
      answer(exchange, content == null ? 404 : 200, content == null ? "" : content);
    }
  }

  private void awaitEnd() {
    try {
      stalled.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String listing() throws IOException {
    String wrong = files.getOrDefault("wrong", "");
    Map<String, String> listed = new HashMap<>(files);
    listed.keySet().removeAll(List.of("wrong", "stall"));
    StringBuilder siblings = new StringBuilder();
    for (Map.Entry<String, String> file : listed.entrySet()) {
      boolean large = file.getKey().endsWith(".safetensors") || file.getKey().endsWith(".bin");
      String blob = wrong.equals("blob") ? "0".repeat(40) : blob(file.getValue());
      String sha256 = wrong.equals("sha") ? "0".repeat(64) : Digests.sha256(file.getValue());
      siblings
          .append(siblings.isEmpty() ? "" : ",")
          .append(
              "{\"rfilename\": \"%s\", \"size\": %d, \"blobId\": \"%s\"%s}"
                  .formatted(
                      file.getKey(),
                      file.getValue().length(),
                      blob,
                      large ? ", \"lfs\": {\"sha256\": \"" + sha256 + "\", \"size\": 1}" : ""));
    }
    return "{\"id\": \"tiny/bert\", \"siblings\": [" + siblings + "]}";
  }

  private static String blob(String content) throws IOException {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(("blob " + content.length() + "\0").getBytes(UTF_8));
      return Digests.hex(sha1.digest(content.getBytes(UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private HttpServer server(String name, com.sun.net.httpserver.HttpHandler handler)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              "%s %s %s"
                  .formatted(
                      name,
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("Authorization")));
          handler.handle(exchange);
        });
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
