package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import io.boardstream.avro.CatalogModel;
import io.boardstream.runtime.SettingsException;
import io.boardstream.schemas.TopicCatalogue;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the API says of the past, of boards and of the whole, from records on real topics. */
@ExtendWith(SharedSite.class)
final class HistoryAndBoardsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERIES = "/api/series?device=n300&metric=mean_tps&model=";

  private static SiteEnvironment environment;

  @BeforeAll
  static void start(SiteEnvironment shared) {
    environment = shared;
  }

  @Test
  void historyFollowsTheTopicThroughChangesAndDeletes() throws Exception {
    run("a", Runs.run("a", "2026-11-02T00:00:00Z", 20, "past-fp16", 128L));
    run("b", Runs.run("b", "2026-11-01T00:00:00Z", 10, "past-fp16", 128L));
    awaitUntil(() -> values("past-fp16").equals(List.of(10.0, 20.0)));

    run("a", Runs.run("a", "2026-11-02T00:00:00Z", 21, "past-fp16", 128L));
    run("b", null);

    awaitUntil(() -> values("past-fp16").equals(List.of(21.0)));
    JsonNode point = json(SERIES + "past-fp16").at("/series/0/points/0");
    assertThat(point.at("/run/link").textValue()).isEqualTo("https://example.org/runs/a");
    JsonNode run = json("/api/runs/" + point.at("/run/ref").textValue());
    assertThat(run.at("/runs/0/evidence/run_id").textValue()).isEqualTo("a");
    assertThat(run.at("/runs/0/measurements/0/value").doubleValue()).isEqualTo(21);
    assertThat(json(SERIES + "past-fp16").at("/series/0/unit").textValue()).isEqualTo("tokens/s");
  }

  @Test
  void anUnreadableUpdateTakesItsRunAndNoOther() throws Exception {
    run("c", Runs.run("c", "2026-11-02T00:00:00Z", 20, "bad-fp16", 128L));
    run("d", Runs.run("d", "2026-11-03T00:00:00Z", 30, "bad-fp16", 128L));
    awaitUntil(() -> values("bad-fp16").equals(List.of(20.0, 30.0)));

    environment.raw(TopicCatalogue.BENCHMARK_RUNS, "test/c", "garbage".getBytes(UTF_8));

    awaitUntil(() -> values("bad-fp16").equals(List.of(30.0)));
    awaitUntil(() -> environment.site().health().cause().contains("1 records cannot be read"));
    run("c", null);
    awaitUntil(() -> environment.site().health().cause().isEmpty());
  }

  @Test
  void aReplicaGoesOnFromItsFileAndMakesADamagedOneAnew(@TempDir Path folder) throws Exception {
    run("e", Runs.run("e", "2026-11-02T00:00:00Z", 20, "kept-fp16", 128L));
    Map<String, String> settings = Map.of("site.history.dir", folder.toString());
    try (Site first = environment.replica(settings)) {
      awaitUntil(() -> values(first, "kept-fp16").equals(List.of(20.0)));
      assertThatThrownBy(() -> environment.replica(settings))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("site.history.dir");
    }
    run("e", null);
    run("f", Runs.run("f", "2026-11-03T00:00:00Z", 30, "kept-fp16", 128L));
    try (Site second = environment.replica(settings)) {
      awaitUntil(() -> values(second, "kept-fp16").equals(List.of(30.0)));
    }
    java.nio.file.Files.write(folder.resolve("history.duckdb"), new byte[20_000]);
    try (Site third = environment.replica(settings)) {
      awaitUntil(() -> values(third, "kept-fp16").equals(List.of(30.0)));
    }
  }

  @Test
  void withoutMemoryThereIsNoHistoryAndTheRestWorks() {
    try (Site site = environment.replica(Map.of("site.history.memory.mb", "0"))) {
      assertThat(environment.get(site, SERIES + "x").statusCode()).isEqualTo(404);
      assertThat(environment.get(site, "/api/matrix").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void badQuestionsAreProblemsThatSayWhatIsWrong() throws Exception {
    assertProblem("/api/series?device=n300&metric=x", 400, "\"model\" is missing");
    assertProblem(SERIES + "x&isl=many", 400, "\"isl\" is a whole number, or none");
    assertProblem(SERIES + "x&from=yesterday", 400, "\"from\" is a day as 2026-11-20");
    assertProblem(SERIES + "x&limit=0", 400, "\"limit\" is a number from 1 to 5,000");
    assertProblem(SERIES + "x&metrc=y", 400, "\"metric\"");
    assertProblem("/api/runs/nobody-ran-it", 404, "no run of this name");
    assertProblem("/api/boards?hots=a", 400, "\"host\"");
    assertThat(json(SERIES + "x%27%20OR%201=1").get("series")).isEmpty();
  }

  @Test
  void boardsAreListedWithTheirNewestTelemetry() throws Exception {
    Instant now = Instant.now();
    String key = "lab-1/0000:01:00.0";
    board(Boards.board("lab-1", "0000:01:00.0", true));
    board(Boards.board("lab-1", "0000:02:00.0", false));
    telemetry(Boards.telemetry(key, now, 151.5, true));
    telemetry(Boards.telemetry(key, now.minusSeconds(60), 20, false));

    awaitUntil(
        () -> json("/api/boards?host=lab-1").at("/items/0/health").asText().equals("throttling"));
    JsonNode boards = json("/api/boards?host=lab-1");
    assertThat(boards.at("/items/0/telemetry/power_w").doubleValue()).isEqualTo(151.5);
    assertThat(boards.at("/items/0/telemetry/temperature_limit_c").doubleValue()).isEqualTo(75);
    assertThat(boards.at("/items/0/reasons/0").textValue()).isEqualTo("power");
    assertThat(boards.at("/items/0/simulated").booleanValue()).isTrue();
    awaitUntil(
        () -> json("/api/boards?device=n300").findValuesAsText("health").contains("vanished"));

    telemetry(Boards.telemetry(key, Instant.now(), 30, false));
    awaitUntil(
        () -> json("/api/boards?host=lab-1").at("/items/0/health").asText().equals("healthy"));
    board("lab-1/0000:02:00.0", null);
    awaitUntil(() -> json("/api/boards?host=lab-1").get("items").size() == 1);
  }

  @Test
  void theOverviewCountsWhatWasTriedAndSaysWhatIsNotKnown() throws Exception {
    environment.clear();
    catalogued("unseen-model");
    environment.put(
        Models.model("llama-fp16", "Llama FP16", Models.supported("n300", 42.5)),
        Models.model("falcon-fp16", "Falcon FP16", Models.failed("n300", "Out of memory: DRAM")));
    environment.awaitModel("llama-fp16", "42.5");
    environment.awaitModel("falcon-fp16", "memory");

    awaitUntil(() -> json("/api/overview").at("/matrix/models/tried").asInt() == 2);
    awaitUntil(() -> json("/api/overview").at("/matrix/coverage/none").asInt() == 1);
    JsonNode overview = json("/api/overview");
    assertThat(overview.at("/matrix/models/supported").asInt()).isEqualTo(1);
    assertThat(overview.at("/matrix/by_software/0/id").asText()).isEqualTo("tt-shield");
    assertThat(overview.at("/matrix/failures/0/examples/0/model_id").asText())
        .isEqualTo("falcon-fp16");
    assertThat(overview.at("/matrix/coverage/without_evidence/0").asText())
        .isEqualTo("unseen-model");
    assertThat(overview.get("by_framework").isNull()).isTrue();
    environment.put(TopicCatalogue.CATALOG_MODELS, CatalogModel.class, "unseen-model", null);
  }

  @Test
  void aWorkbookHoldsTheViewAndNoFormulas() throws Exception {
    environment.clear();
    environment.put(
        Models.model("sum-fp16", "=1+1", Models.supported("n300", 42.5)),
        Models.model("falcon-fp16", "Falcon FP16", Models.failed("n150", "no")));
    environment.awaitModel("sum-fp16", "42.5");
    environment.awaitModel("falcon-fp16", "no");
    environment.awaitDevices("n150", "n300");

    HttpResponse<byte[]> file =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(environment.url("/api/export.xlsx?software=tt-shield&q=n300")))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());

    assertThat(file.statusCode()).isEqualTo(200);
    try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file.body()))) {
      Sheet matrix = workbook.getSheet("Matrix");
      assertThat(matrix.getLastRowNum()).isEqualTo(1);
      assertThat(matrix.getRow(1).getCell(0).getStringCellValue()).isEqualTo("=1+1");
      assertThat(matrix.getRow(1).getCell(0).getCellStyle().getQuotePrefixed()).isTrue();
      assertThat(matrix.getRow(1).getCell(3).getStringCellValue()).isEqualTo("Supported");
      assertThat(workbook.getSheet("Cells").getRow(1).getCell(10).getNumericCellValue())
          .isEqualTo(42.5);
    }
  }

  @Test
  void everyPageIsInTheNavigationAndEveryAnswerIsDescribed() throws Exception {
    List<String> places = List.of("/", "/overview", "/compare", "/hardware", "/boards", "/api");
    for (String page : places) {
      String html = environment.get(page).body();
      assertThat(html).contains("href=\"%s\" aria-current=\"page\"".formatted(page));
      assertThat(places).allSatisfy(place -> assertThat(html).contains("href=\"" + place + "\""));
      assertThat(html).doesNotContain("{{");
    }
    JsonNode paths = json("/api/openapi.json").get("paths");
    for (String path :
        List.of(
            "/api/series", "/api/runs/{id}", "/api/boards", "/api/overview", "/api/export.xlsx")) {
      assertThat(paths.has(path)).as(path).isTrue();
    }
  }

  private static void assertProblem(String path, int status, String text) throws Exception {
    HttpResponse<String> answer = environment.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JSON.readTree(answer.body()).get("detail").textValue()).contains(text);
  }

  private static List<Double> values(String model) {
    return values(environment.site(), model);
  }

  private static List<Double> values(Site site, String model) {
    String body = environment.get(site, SERIES + model).body();
    try {
      JsonNode points = JSON.readTree(body).at("/series/0/points");
      return points.findValues("value").stream().map(JsonNode::doubleValue).toList();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(body, e);
    }
  }

  private static JsonNode json(String path) throws Exception {
    return JSON.readTree(environment.get(path).body());
  }

  private static void run(String id, BenchmarkRun run) throws Exception {
    environment.put(TopicCatalogue.BENCHMARK_RUNS, BenchmarkRun.class, "test/" + id, run);
  }

  private static void board(Board board) throws Exception {
    board(board.getBoardKey(), board);
  }

  private static void board(String key, Board board) throws Exception {
    environment.put(TopicCatalogue.DEVICE_BOARDS, Board.class, key, board);
  }

  private static void telemetry(BoardTelemetry telemetry) throws Exception {
    environment.put(
        TopicCatalogue.DEVICE_TELEMETRY, BoardTelemetry.class, telemetry.getBoardKey(), telemetry);
  }

  private static void catalogued(String name) throws Exception {
    environment.put(
        TopicCatalogue.CATALOG_MODELS,
        CatalogModel.class,
        name,
        CatalogModel.newBuilder()
            .setName(name)
            .setLinks(Map.of())
            .setEditorialNotes(List.of())
            .setSameAs(List.of())
            .build());
  }

  private static void awaitUntil(Callable<Boolean> condition) {
    await().atMost(SiteEnvironment.LONG).until(condition);
  }
}
