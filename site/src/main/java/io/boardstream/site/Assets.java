package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The files of the pages, all of them in memory: what is not listed here cannot be asked for. */
final class Assets {

  private static final List<String> NAMES =
      List.of(
          "site.css",
          "page.js",
          "words.js",
          "filter.js",
          "live.js",
          "export.js",
          "window.js",
          "history.js",
          "boardlist.js",
          "icon.svg",
          "openapi.json");

  /** The library that draws charts; which version it is, the POM says. */
  private static final String CHARTS = "chart.js";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  private final Map<String, Packed> files = new HashMap<>();

  Assets() {
    for (String name : NAMES) {
      files.put(name, Packed.of(bytes(name)));
    }
    String shell = new String(bytes("shell.html"), UTF_8);
    for (Pages.Page page : Pages.all()) {
      String html = page.name() + ".html";
      String whole = Pages.html(page, shell, new String(bytes(html), UTF_8));
      files.put(html, Packed.of(whole.getBytes(UTF_8)));
      String script = page.name() + ".js";
      files.put(script, Packed.of(bytes(script)));
    }
    files.put(CHARTS, Packed.of(bytes(chartLibrary())));
  }

  private static String chartLibrary() {
    Properties library = new Properties();
    try {
      library.load(
          new ByteArrayInputStream(
              bytes("/META-INF/maven/org.webjars.npm/chart.js/pom.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can be read", e);
    }
    return "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js"
        .formatted(library.getProperty("version"));
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Not in the jar: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Not readable in the jar: " + name, e);
    }
  }

  /**
   * Sends a file.
   *
   * @throws Problem.Raised when there is none of this name
   */
  void send(Context context, String name) {
    Packed file = files.get(name);
    if (file == null) {
      throw new Problem.Raised(404, "There is no such file.");
    }
    Answers.send(context, file, type(name));
  }

  private static String type(String name) {
    return TYPES.getOrDefault(
        name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
  }
}
