package io.boardstream.site;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of the pages, all of them in memory: what is not listed here cannot be asked for. */
final class Assets {

  private static final List<String> NAMES =
      List.of(
          "matrix.html",
          "model.html",
          "hardware.html",
          "devices.html",
          "about.html",
          "api.html",
          "site.css",
          "page.js",
          "words.js",
          "filter.js",
          "live.js",
          "export.js",
          "window.js",
          "matrix.js",
          "model.js",
          "hardware.js",
          "devices.js",
          "about.js",
          "api.js",
          "icon.svg",
          "openapi.json");

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
      try (InputStream in = Assets.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("Not in the jar: " + name);
        }
        files.put(name, Packed.of(in.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException("Not readable in the jar: " + name, e);
      }
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
