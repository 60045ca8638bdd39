package io.boardstream.site;

import io.boardstream.site.history.HistoryQueries;
import io.boardstream.site.history.RunDocument;
import io.boardstream.site.history.SeriesQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the API says of the past. */
final class HistoryRoutes implements Routes.Part {

  private static final Set<String> OF_SERIES =
      Set.of("model", "device", "metric", "step", "isl", "osl", "batch", "from", "to", "limit");

  private static final int POINTS = 1_000;
  private static final int MOST_POINTS = 5_000;

  private final History history;

  HistoryRoutes(History history) {
    this.history = history;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/series", this::series);
    routes.get("/api/runs/{id}", this::runs);
  }

  private void series(Context context) {
    Parameters given = new Parameters(context.queryParamMap(), OF_SERIES);
    SeriesQuery query =
        new SeriesQuery(
            given.needed("model"),
            given.needed("device"),
            given.needed("metric"),
            given.last("step"),
            size(given, "isl"),
            size(given, "osl"),
            size(given, "batch"),
            given.time("from", false),
            given.time("to", true),
            given.number("limit", POINTS, MOST_POINTS));
    HistoryQueries.Answer found = history.queries().series(query);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("model", query.model());
    answer.put("device", query.device());
    answer.put("metric", query.metric());
    answer.put("truncated", found.truncated());
    answer.put("series", found.series());
    Answers.json(context, Packed.of(Json.bytes(answer)));
  }

  private void runs(Context context) {
    String id = context.pathParam("id");
    List<RunDocument> runs = history.queries().runs(id);
    if (runs.isEmpty()) {
      throw new Problem.Raised(
          404, "There is no run of this name; /api/series names the runs of its points.");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", id);
    answer.put("truncated", runs.size() == HistoryQueries.RUNS_OF_AN_ID);
    answer.put("runs", runs);
    Answers.json(context, Packed.of(Json.bytes(answer)));
  }

  private static SeriesQuery.Size size(Parameters given, String name) {
    return given
        .last(name)
        .map(
            text -> {
              if (text.equals("none")) {
                return new SeriesQuery.Size(false, Optional.empty());
              }
              if (!text.matches("[0-9]{1,18}")) {
                throw new Problem.Raised(400, "\"%s\" is a whole number, or none.".formatted(name));
              }
              return new SeriesQuery.Size(false, Optional.of(Long.parseLong(text)));
            })
        .orElseGet(SeriesQuery.Size::anything);
  }
}
