package io.boardstream.site;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages: what differs between them, in the one shell that all have. */
final class Pages {

  /**
   * A page.
   *
   * @param name of its files: {@code name.html} holds what stands in the shell, {@code name.js}
   *     draws it
   * @param place its entry in the navigation
   * @param preload modules that it needs at once
   */
  record Page(String name, String title, String description, String place, List<String> preload) {}

  private static final List<Page> ALL =
      List.of(
          new Page(
              "matrix",
              "Matrix",
              "What AI models run on which Tenstorrent hardware, how well and since when, live.",
              "/",
              List.of("page.js", "words.js", "filter.js", "live.js", "window.js", "export.js")),
          page("model", "Model", "What is known of one model on each device.", "/"),
          page("run", "Run", "One run, with all that it measured.", "/"),
          page("overview", "Overview", "How much of the matrix runs, and why not.", "/overview"),
          page("compare", "Compare", "Two models or devices side by side.", "/compare"),
          page("devices", "Hardware", "The devices, and how much runs on each.", "/hardware"),
          page("hardware", "Hardware", "All that runs on one device.", "/hardware"),
          page("boards", "Boards", "What is plugged in where, and how it feels.", "/boards"),
          page("about", "What the words mean", "What the words of the matrix mean.", "/about"),
          page("api", "API", "The JSON API of the matrix.", "/api"));

  private static final List<Map.Entry<String, String>> NAVIGATION =
      List.of(
          Map.entry("/", "Matrix"),
          Map.entry("/overview", "Overview"),
          Map.entry("/compare", "Compare"),
          Map.entry("/hardware", "Hardware"),
          Map.entry("/boards", "Boards"),
          Map.entry("/about", "What the words mean"),
          Map.entry("/api", "API"));

  private static final String WITHOUT_SCRIPTS =
      "<noscript><p class=\"notice\">This page is drawn by scripts of this site. Without them, <a"
          + " href=\"/api/models\">/api/models</a> and <a"
          + " href=\"/api/compatibility\">/api/compatibility</a> say the same as"
          + " JSON.</p></noscript>";

  private Pages() {}

  static List<Page> all() {
    return ALL;
  }

  /** The whole of a page. */
  static String html(Page page, String shell, String main) {
    return shell
        .replace("{{title}}", page.title)
        .replace("{{description}}", page.description)
        .replace("{{page}}", page.name)
        .replace("{{script}}", page.name + ".js")
        .replace("{{preload}}", preload(page))
        .replace("{{navigation}}", navigation(page))
        .replace("{{main}}", main.replace("{{noscript}}", WITHOUT_SCRIPTS).indent(4));
  }

  private static String preload(Page page) {
    return page.preload.stream()
        .map(name -> "    <link rel=\"modulepreload\" href=\"/assets/%s\">\n".formatted(name))
        .collect(Collectors.joining());
  }

  private static String navigation(Page page) {
    return NAVIGATION.stream()
        .map(
            entry ->
                "        <a href=\"%s\"%s>%s</a>\n"
                    .formatted(
                        entry.getKey(),
                        entry.getKey().equals(page.place) ? " aria-current=\"page\"" : "",
                        entry.getValue()))
        .collect(Collectors.joining());
  }

  private static Page page(String name, String title, String description, String place) {
    return new Page(name, title, description, place, List.of());
  }
}
