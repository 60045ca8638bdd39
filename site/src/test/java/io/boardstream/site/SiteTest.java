package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What readers of the API get, from records on real topics. */
@ExtendWith(SharedSite.class)
final class SiteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Documents DOCUMENTS = new Documents(DocumentSettings.defaults());

  private static final ModelCompatibility LLAMA =
      Models.model("llama-fp16", "Llama FP16", Models.supported("n300", 42.5));

  private static final ModelCompatibility FALCON =
      Models.model(
          "falcon-fp16",
          "Falcon FP16",
          Models.failed("n150", "memory_limit"),
          Models.supported("t3k", 10));

  private static SiteEnvironment environment;

  @BeforeAll
  static void start(SiteEnvironment shared) {
    environment = shared;
  }

  @BeforeEach
  void twoModels() throws Exception {
    environment.clear();
    environment.put(LLAMA, FALCON);
    environment.awaitModel("llama-fp16", "42.5");
    environment.awaitModel("falcon-fp16", "memory_limit");
  }

  @Test
  void aModelIsTheDocumentThatTheSinkWrites() {
    HttpResponse<String> answer = environment.get("/api/models/falcon-fp16");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(new String(DOCUMENTS.model(FALCON), UTF_8));
  }

  /** The front end that reads this goes blank when one of these is missing or of another kind. */
  @Test
  void theWebsiteFindsWhatItReads() throws Exception {
    String body = awaitCompatibility("falcon-fp16", "llama-fp16");

    JsonNode document = JSON.readTree(body);
    for (JsonNode model : document.get("models")) {
      assertThat(model.get("tasks").isArray()).isTrue();
      assertThat(model.get("compatibility").isArray()).isTrue();
      assertThat(model.get("family").isTextual()).isTrue();
      assertThat(model.get("display_name").isTextual()).isTrue();
      for (JsonNode cell : model.get("compatibility")) {
        assertThat(cell.path("metrics").properties())
            .allSatisfy(
                metric ->
                    assertThat(metric.getValue().isNumber() || metric.getValue().isBoolean())
                        .isTrue());
      }
    }
    assertThat(document.at("/models/1/compatibility/0/metrics/mean_tps").doubleValue())
        .isEqualTo(42.5);
    Instant generated = Instant.parse(document.at("/metadata/generated_at").textValue());
    assertThat(body)
        .isEqualTo(new String(DOCUMENTS.compatibility(List.of(LLAMA, FALCON), generated), UTF_8));
  }

  @Test
  void whoHasItAlreadyIsToldSo() {
    HttpResponse<String> first = environment.get("/api/models/llama-fp16");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = environment.get("/api/models/llama-fp16", "If-None-Match", tag);
    HttpResponse<String> other =
        environment.get("/api/models/llama-fp16", "If-None-Match", "W/\"other\"");

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void whoTakesGzipGetsGzip() {
    HttpResponse<String> packed =
        environment.get("/api/models/llama-fp16", "Accept-Encoding", "gzip");
    HttpResponse<String> plain =
        environment.get("/api/models/llama-fp16", "Accept-Encoding", "gzip;q=0");

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void onlyListedOriginsMayRead() {
    assertThat(allowed(SharedSite.ORIGIN)).containsExactly(SharedSite.ORIGIN);
    assertThat(allowed("https://elsewhere.example.org")).isEmpty();
  }

  @Test
  void listsAreFilteredByAllThatPeopleAskFor() {
    assertThat(ids("?hardware=n150&status=Not%20Supported")).containsExactly("falcon-fp16");
    assertThat(ids("?hardware=t3k&status=Not%20Supported")).isEmpty();
    assertThat(ids("?q=WORMHOLE%20n300")).containsExactly("llama-fp16");
    assertThat(ids("?family=llama&sort=-name")).containsExactly("llama-fp16", "falcon-fp16");
    assertThat(ids("?size=1&page=2")).containsExactly("llama-fp16");
    assertThat(ids("?task=Chat")).isEmpty();
  }

  @Test
  void errorsSayWhatToDoAsProblemDocuments() throws Exception {
    HttpResponse<String> mistyped = environment.get("/api/models?famly=Llama");
    HttpResponse<String> unknown = environment.get("/api/models/nobody-knows-it");
    HttpResponse<String> page = environment.get("/models/nobody-knows-it");

    assertThat(mistyped.statusCode()).isEqualTo(400);
    assertThat(mistyped.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JSON.readTree(mistyped.body()).get("detail").textValue()).contains("\"family\"");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(environment.get("/api/hardware/zx81").statusCode()).isEqualTo(404);
    assertThat(environment.get("/assets/..%2Fopenapi.json").statusCode()).isIn(400, 404);
  }

  @Test
  void aDeviceListsWhatRunsOnIt() throws Exception {
    environment.awaitDevices("t3k", "n150");
    environment.awaitLive();
    JsonNode device = JSON.readTree(environment.get("/api/hardware/t3k").body());

    assertThat(device.get("display_name").textValue()).isEqualTo("t3k (Wormhole)");
    assertThat(device.at("/models/0/id").textValue()).isEqualTo("falcon-fp16");
    assertThat(device.at("/models/0/cell/status").textValue()).isEqualTo("Supported");
    assertThat(environment.get("/api/hardware").body()).contains("\"id\":\"n150\"");
    assertThat(JSON.readTree(environment.get("/api/summary").body()).at("/feed/state").textValue())
        .isEqualTo("live");
  }

  @Test
  void healthAndMetricsAreServed() {
    assertThat(environment.get("/healthz").statusCode()).isEqualTo(200);
    await()
        .atMost(SiteEnvironment.LONG)
        .until(() -> environment.get("/readyz").body().equals("ok\n"));
    await()
        .atMost(SiteEnvironment.LONG)
        .until(() -> environment.get("/metrics").body().contains("boardstream_site_models 2"));
  }

  @Test
  void aRecordThatCannotBeReadTakesItsModelWithItAndNoOther() throws Exception {
    environment.send("llama-fp16", "garbage".getBytes(UTF_8));
    environment.put(Models.model("later-fp16", "Later FP16"));

    environment.awaitModel("later-fp16", "Later");
    await()
        .atMost(SiteEnvironment.LONG)
        .until(() -> environment.get("/api/models/llama-fp16").statusCode() == 404);
    assertThat(environment.get("/api/models/falcon-fp16").statusCode()).isEqualTo(200);
    await()
        .atMost(SiteEnvironment.LONG)
        .until(() -> environment.site().health().cause().contains("1 records cannot be read"));

    environment.put(LLAMA);
    environment.awaitModel("llama-fp16", "42.5");
    await().atMost(SiteEnvironment.LONG).until(() -> environment.site().health().cause().isEmpty());
  }

  @Test
  void whoComesBackGetsWhatItMissedAndNothingTwice() throws Exception {
    String seen;
    try (Stream<String> lines = environment.events().body()) {
      environment.put(Models.model("first-fp16", "First FP16"));
      seen = idBefore(lines, "first-fp16");
    }
    environment.put(Models.model("second-fp16", "Second FP16"));
    environment.remove("first-fp16");
    environment.awaitModel("second-fp16", "Second");

    List<String> missed = new ArrayList<>();
    try (Stream<String> lines = environment.events("Last-Event-ID", seen).body()) {
      for (String line : (Iterable<String>) lines::iterator) {
        missed.add(line);
        if (line.contains("\"id\":\"first-fp16\"")) {
          break;
        }
      }
    }
    assertThat(missed).contains("event: removed");
    assertThat(missed).noneMatch(line -> line.contains("First FP16"));
    assertThat(missed).noneMatch(line -> line.equals("event: reset"));
  }

  @Test
  void whoComesBackFromAnotherReplicaIsToldToReadAnew() throws Exception {
    try (Stream<String> lines = environment.events("Last-Event-ID", "elsewhere-7").body()) {
      assertThat(lines.anyMatch("event: reset"::equals)).isTrue();
    }
  }

  /** The whole matrix is half a second behind at most, so it is asked for until it is these. */
  private static String awaitCompatibility(String... ids) throws Exception {
    AtomicReference<String> body = new AtomicReference<>("");
    await()
        .atMost(SiteEnvironment.LONG)
        .until(
            () -> {
              body.set(environment.get("/api/compatibility").body());
              JsonNode models = JSON.readTree(body.get()).path("models");
              return models.findValuesAsText("id").equals(List.of(ids));
            });
    return body.get();
  }

  private static List<String> allowed(String origin) {
    return environment
        .get("/api/compatibility", "Origin", origin)
        .headers()
        .allValues("Access-Control-Allow-Origin");
  }

  private static List<String> ids(String query) {
    try {
      return JSON.readTree(environment.get("/api/models" + query).body()).findValuesAsText("id");
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads until an event names this, and returns the id of that event. */
  private static String idBefore(Stream<String> lines, String text) {
    String id = "";
    for (String line : (Iterable<String>) lines::iterator) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      }
      if (line.contains(text)) {
        return id;
      }
    }
    throw new AssertionError("The stream has ended");
  }
}
