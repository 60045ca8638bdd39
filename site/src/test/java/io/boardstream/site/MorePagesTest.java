package io.boardstream.site;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import io.boardstream.schemas.TopicCatalogue;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages of history, boards, comparison and overview, in a real browser. */
@ExtendWith(SharedSite.class)
final class MorePagesTest {

  private static final String SCRIPT = "<img src=x onerror=\"window.pwned=1\">";
  private static final String HOST = "lab<b>7</b>";
  private static final String KEY = HOST + "/0000:07:00.0";

  private static Chromium chromium;
  private static SiteEnvironment environment;

  @BeforeAll
  static void start(SiteEnvironment shared) throws Exception {
    chromium = Chromium.orSkip();
    environment = shared;
    PlaywrightAssertions.setDefaultAssertionTimeout(120_000);
    environment.clear();
    environment.put(
        Models.model("llama-fp16", "Llama FP16", Models.supported("n300", 42.5)),
        Models.model("script-fp16", SCRIPT, Models.failed("n300", SCRIPT)));
    run("trend-1", Runs.run("trend-1", "2026-11-01T00:00:00Z", 40));
    run("trend-2", Runs.run("trend-2", "2026-11-02T00:00:00Z", 0));
    run(SCRIPT, Runs.run(SCRIPT, "2026-11-03T00:00:00Z", 42.5));
    environment.put(
        TopicCatalogue.DEVICE_BOARDS, Board.class, KEY, Boards.board(HOST, "0000:07:00.0", true));
    telemetry(150, true);
    environment.awaitModel("llama-fp16", "42.5");
    environment.awaitModel("script-fp16", "onerror");
    environment.awaitDevices("n300");
    awaitBody("/api/series?model=llama-fp16&device=n300&metric=mean_tps", "trend-1", "onerror");
    awaitBody("/api/boards", "0000:07:00.0", "150");
  }

  @AfterAll
  static void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
      for (String id : List.of("trend-1", "trend-2", SCRIPT)) {
        run(id, null);
      }
      environment.put(TopicCatalogue.DEVICE_BOARDS, Board.class, KEY, null);
    }
  }

  @Test
  void aTrendIsAChartAndATableThatLeadToTheRuns() {
    try (Visitor visitor = new Visitor(chromium, environment, 1440, ColorScheme.LIGHT)) {
      Page page = visitor.page();
      visitor.visit("/models/llama-fp16#n300");

      assertThat(page.locator("#n300 canvas")).isVisible();
      assertThat(page.locator("#n300 canvas"))
          .hasAttribute(
              "aria-label", java.util.regex.Pattern.compile(".*3 points.*newest 42\\.5.*"));
      page.locator("#n300 .points summary").click();
      visitor.sees("#n300 .points", "onerror");
      page.locator("#n300 .points a", new Page.LocatorOptions().setHasText("trend-1")).click();

      visitor.sees("h1", "trend-1");
      visitor.sees("#content", "mean_tps");
      visitor.sees("#content", "tt-shield@0123456789abcdef");
      assertThat(page.evaluate("window.pwned")).isNull();
    }
  }

  @Test
  void boardsChangeWhileOneLooks() throws Exception {
    try (Visitor visitor = new Visitor(chromium, environment, 1440, ColorScheme.LIGHT)) {
      visitor.visit("/boards");
      visitor.sees("main", HOST);
      visitor.sees("main", "150 / 160 W");

      telemetry(31, false);

      visitor.sees("main", "31 / 160 W");
      visitor.visit("/hardware/n300");
      visitor.sees("#boards", "boards online");
    }
  }

  @Test
  void twoModelsStandSideBySideAtAnAddress() {
    try (Visitor visitor = new Visitor(chromium, environment, 1440, ColorScheme.LIGHT)) {
      Page page = visitor.page();
      visitor.visit("/compare");
      page.locator("#a").fill("Llama FP16");
      page.locator("#b").fill("script-fp16");

      visitor.sees("table.compare", "Not Supported");
      assertThat(page.url()).contains("a=llama-fp16").contains("b=script-fp16");
      page.reload();
      visitor.sees("table.compare", "42.5");
      page.getByText("two devices").click();
      visitor.sees("#content", "Choose two devices");
    }
  }

  @Test
  void theOverviewSaysWhyTheRestDoesNotRunAndWhatIsNotKnown() {
    try (Visitor visitor = new Visitor(chromium, environment, 1440, ColorScheme.LIGHT)) {
      visitor.visit("/overview");

      visitor.sees(".tiles", "50 %");
      visitor.sees(".tiles", "not known");
      visitor.sees(".patterns", "1");
      visitor.page().locator(".patterns summary").first().click();
      visitor.sees(".patterns", "onerror");
      assertThat(visitor.page().evaluate("window.pwned")).isNull();
    }
  }

  @Test
  void everyPageIsAccessibleWhateverItIsCalled() {
    for (int width : new int[] {1440, 390}) {
      ColorScheme scheme = width == 390 ? ColorScheme.DARK : ColorScheme.LIGHT;
      try (Visitor visitor = new Visitor(chromium, environment, width, scheme)) {
        for (String path :
            List.of(
                "/models/llama-fp16#n300",
                "/runs/trend-2",
                "/boards",
                "/overview",
                "/compare",
                "/compare?a=llama-fp16&b=script-fp16",
                "/compare?kind=devices&a=n300&b=n300")) {
          visitor.visit(path);
          visitor.findsNothingInTheWay(path, width);
        }
      }
    }
  }

  private static void run(String id, BenchmarkRun run) throws Exception {
    environment.put(TopicCatalogue.BENCHMARK_RUNS, BenchmarkRun.class, "test/" + id, run);
  }

  private static void telemetry(double power, boolean throttling) throws Exception {
    environment.put(
        TopicCatalogue.DEVICE_TELEMETRY,
        BoardTelemetry.class,
        KEY,
        Boards.telemetry(KEY, Instant.now(), power, throttling));
  }

  private static void awaitBody(String path, String... texts) {
    await()
        .atMost(SiteEnvironment.LONG)
        .until(() -> List.of(texts).stream().allMatch(environment.get(path).body()::contains));
  }
}
