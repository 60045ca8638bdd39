package io.boardstream.site;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;

/** Somebody with a browser, who notes whatever goes wrong in a page. */
final class Visitor implements AutoCloseable {

  private static final double PATIENCE_MS = 120_000;

  private final SiteEnvironment environment;
  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  Visitor(Chromium chromium, SiteEnvironment environment, int width, ColorScheme scheme) {
    this.environment = environment;
    this.context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, 900)
                    // What flashes has other colours for a moment.
                    .setReducedMotion(ReducedMotion.REDUCE)
                    .setColorScheme(scheme));
    context.setDefaultTimeout(PATIENCE_MS);
    this.page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onRequest(
        request -> {
          if (!request.url().startsWith(environment.url("/"))
              && !request.url().startsWith("data:")
              && !request.url().startsWith("blob:")) {
            complaints.add("asks elsewhere: " + request.url());
          }
        });
  }

  Page page() {
    return page;
  }

  void visit(String path) {
    page.navigate(environment.url(path));
  }

  void sees(String where, String text) {
    assertThat(page.locator(where).first()).containsText(text);
  }

  /** Nothing that axe finds, nothing wider than the window. */
  void findsNothingInTheWay(String path, int width) {
    assertThat(page.locator(".loading:not([hidden])")).hasCount(0);
    assertThat(new AxeBuilder(page).analyze().getViolations()).as(path).isEmpty();
    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
        .as(path)
        .isLessThanOrEqualTo(width);
  }

  /** Ends the visit; what went wrong in the pages is said now. */
  @Override
  public void close() {
    context.close();
    assertThat(complaints).isEmpty();
  }
}
