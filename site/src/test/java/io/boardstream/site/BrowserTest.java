package io.boardstream.site;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.boardstream.avro.ModelCompatibility;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people see: every page in a real browser, from records on real topics. */
@ExtendWith(SharedSite.class)
final class BrowserTest {

  private static final String SCRIPT =
      "<img src=x onerror=\"window.pwned=1\"><script>pwned=1</script>";
  private static final double PATIENCE_MS = 120_000;

  private static Chromium chromium;
  private static SiteEnvironment environment;

  private Visitor visitor;
  private Page page;

  @BeforeAll
  static void start(SiteEnvironment shared) {
    chromium = Chromium.orSkip();
    environment = shared;
    // Playwright's own five seconds are little on a busy machine.
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void someModels() throws Exception {
    environment.clear();
    environment.put(
        Models.model("llama-fp16", "Llama FP16", Models.supported("n300", 42.5)),
        Models.model(
            "falcon-fp16",
            "Falcon FP16",
            Models.failed("n150", "ran out of memory"),
            Models.supported("t3k", 10)));
    environment.awaitModel("llama-fp16", "42.5");
    environment.awaitModel("falcon-fp16", "memory");
    // Answers over the whole matrix are half a second behind at most: a page of a device that is
    // not
    // known yet would be an error in the console.
    environment.awaitDevices("n150", "n300", "t3k");
    open(1440, ColorScheme.LIGHT);
  }

  @AfterEach
  void nothingWentWrongInThePage() {
    if (visitor != null) {
      visitor.close();
    }
  }

  @Test
  void aCellChangesWhileOneLooks() throws Exception {
    visit("/");
    sees(cell("llama-fp16/n300"), "42.5 tok/s");

    environment.put(Models.model("llama-fp16", "Llama FP16", Models.supported("n300", 77.5)));

    sees(cell("llama-fp16/n300"), "77.5 tok/s");
    environment.remove("falcon-fp16");
    sees(page.locator("#count"), "1 models");
  }

  @Test
  void doesItRunHowFastAndSinceWhenIsAnsweredWithEvidence() {
    visit("/");
    page.locator("#q").fill("llama n300");
    sees(page.locator("#count"), "1 of 2 models");
    cell("llama-fp16/n300").click();

    page.waitForURL("**/models/llama-fp16#n300");
    Locator device = page.locator("section#n300");
    sees(device, "Supported");
    sees(device, "so since");
    sees(device, "mean_tps tokens/s");
    sees(device, "tt-shield@0123456789ab");
    assertThat(device.getByText("open the run").first())
        .hasAttribute("href", "https://example.org/runs/1");
  }

  @Test
  void whatRunsOnADeviceIsAPageToShare() {
    visit("/hardware/n150");

    sees(page.locator("h1"), "n150 (Wormhole)");
    sees(page.locator("tbody.rows"), "Falcon FP16");
    sees(page.locator("tbody.rows"), "Not Supported");
    visit("/hardware");
    sees(page.locator("#content"), "n150 (Wormhole)");
  }

  @Test
  void filtersLiveInTheAddressAndTheEmptyStateSaysWhichToDrop() {
    visit("/?q=n300&status=Not+Supported");
    sees(page.locator("#empty"), "No model matches");

    page.getByText("Drop status: Not Supported → 1").click();

    sees(page.locator("#count"), "1 of 2 models");
    assertThat(page.url()).endsWith("/?q=n300");
    page.goBack();
    sees(page.locator("#empty"), "No model matches");
  }

  @Test
  void theArrowsWalkThroughTheCells() {
    visit("/");
    seesBoth();
    page.locator("a.model").first().focus();

    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowRight");

    assertThat(page.evaluate("document.activeElement.dataset.key")).isEqualTo("llama-fp16/n300");
    page.keyboard().press("/");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("q");
  }

  @Test
  void namesFromTheDataAreOnlyEverNames() throws Exception {
    String long10k = "ten".repeat(3_500);
    environment.put(
        Models.model("script", SCRIPT, Models.named(Models.failed("n150", SCRIPT), SCRIPT)),
        Models.model(
            "formula", "=HYPERLINK(\"https://example.org\",\"x\")", Models.supported("n300", 1)),
        Models.model("long", long10k, Models.supported("n300", 1)),
        Models.model("rtl", "\u202eאבג نموذج 🦙", Models.supported("n300", 1)));
    for (String id : List.of("script", "formula", "long", "rtl")) {
      environment.awaitModel(id, "\"schema_version\"");
    }
    for (String path :
        List.of(
            "/", "/models/script", "/models/long", "/models/rtl", "/hardware/n150", "/hardware")) {
      visit(path);
      assertThat(page.locator(".loading:not([hidden])")).hasCount(0);
      assertThat(page.evaluate("window.pwned")).as(path).isNull();
      assertThat(page.locator("main img, main script").count()).as(path).isZero();
      assertThat(width()).as(path + " is not pushed wide").isLessThanOrEqualTo(1440);
    }
    visit("/models/script");
    sees(page.locator("h1"), SCRIPT);

    visit("/");
    sees(page.locator("#count"), "6 models");
    Download file = page.waitForDownload(() -> page.locator("#csv").click());
    assertThat(Files.readString(file.path())).contains(",\"'=HYPERLINK(").contains("llama-fp16");
  }

  @Test
  void aPhoneGetsCards() {
    open(390, ColorScheme.DARK);
    visit("/");

    sees(page.locator("#cards article").first(), "Falcon FP16");
    assertThat(page.locator("#table")).isHidden();
    assertThat(width()).isLessThanOrEqualTo(390);
  }

  @Test
  void hundredsOfModelsAreFewElements() throws Exception {
    environment.put(
        IntStream.range(0, 600)
            .mapToObj(
                i ->
                    Models.model(
                        "model-%04d".formatted(i),
                        "Model %04d".formatted(i),
                        Models.supported("n300", i + 1)))
            .toArray(ModelCompatibility[]::new));
    environment.awaitModel("model-0599", "600");
    visit("/");
    sees(page.locator("#count"), "602 models");

    assertThat(page.locator("tbody.rows tr").count()).isLessThan(60);
    page.evaluate("document.getElementById('scroller').scrollTop = 1e9");
    sees(page.locator("tbody.rows"), "Model 0599");
    assertThat(page.locator("tbody.rows tr").count()).isLessThan(60);
  }

  @Test
  void everyPageIsAccessible() {
    accessible(
        1440,
        ColorScheme.LIGHT,
        "/",
        "/?q=nothing",
        "/models/falcon-fp16",
        "/hardware",
        "/hardware/t3k");
    accessible(
        390, ColorScheme.DARK, "/", "/models/falcon-fp16", "/hardware/t3k", "/about", "/api");
  }

  @Test
  void theBrokerGoesAndComesBackAndThePageSaysSoAndMissesNothing() throws Exception {
    visit("/");
    sees(cell("llama-fp16/n300"), "42.5 tok/s");

    environment.stopBroker();

    sees(page.locator("#banner"), "Not live");
    assertThat(environment.get("/api/models/llama-fp16").statusCode()).isEqualTo(200);
    assertThat(environment.get("/api/models").headers().firstValue("Boardstream-State"))
        .contains("stale");
    assertThat(environment.get("/api/models").headers().firstValue("Boardstream-As-Of"))
        .isPresent();
    assertThat(environment.get("/readyz").statusCode()).isEqualTo(503);

    environment.startBroker();
    environment.put(Models.model("llama-fp16", "Llama FP16", Models.supported("n300", 99)));

    sees(cell("llama-fp16/n300"), "99 tok/s");
    assertThat(page.locator("#banner")).isHidden();
    await()
        .atMost(SiteEnvironment.LONG)
        .until(() -> environment.get("/readyz").statusCode() == 200);
  }

  private void accessible(int width, ColorScheme scheme, String... paths) {
    open(width, scheme);
    for (String path : paths) {
      visit(path);
      visitor.findsNothingInTheWay(path, width);
    }
  }

  private void open(int width, ColorScheme scheme) {
    if (visitor != null) {
      visitor.close();
    }
    visitor = new Visitor(chromium, environment, width, scheme);
    page = visitor.page();
  }

  private void visit(String path) {
    visitor.visit(path);
  }

  private Locator cell(String key) {
    return page.locator("[data-key='" + key + "']");
  }

  private int width() {
    return (int) page.evaluate("document.documentElement.scrollWidth");
  }

  private static void sees(Locator where, String text) {
    assertThat(where).containsText(text);
  }

  /** What the page was given first may be half a second old; the rest comes as events. */
  private void seesBoth() {
    assertThat(page.locator("#count")).hasText("2 models");
    assertThat(cell("llama-fp16/n300")).isVisible();
    assertThat(cell("falcon-fp16/t3k")).isVisible();
  }
}
