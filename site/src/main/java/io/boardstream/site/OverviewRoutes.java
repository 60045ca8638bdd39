package io.boardstream.site;

import io.boardstream.site.history.Activity;
import io.boardstream.site.history.HistoryException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API says of the whole. */
final class OverviewRoutes implements Routes.Part {

  private static final Logger log = LoggerFactory.getLogger(OverviewRoutes.class);

  private static final Duration LEAST = Duration.ofSeconds(5);
  private static final Duration BACK = Duration.ofDays(90);

  private final LiveMatrix matrix;
  private final History history;
  private final Clock clock;
  private final Overview.Maker maker = new Overview.Maker();
  private final Kept<Overview> overview;

  OverviewRoutes(LiveMatrix matrix, History history, Clock clock) {
    this.matrix = matrix;
    this.history = history;
    this.clock = clock;
    this.overview =
        new Kept<>(
            () -> maker.of(matrix.models(), matrix.devices(), matrix.catalogued()),
            matrix::version,
            LEAST);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/overview", this::overview);
  }

  private void overview(Context context) {
    if (matrix.state().isStarting()) {
      throw new Problem.Raised(503, "The site is starting and has not read the matrix yet.");
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("matrix", overview.get());
    answer.put("activity", activity());
    // What no topic tells yet that the site reads is not known, which is not the same as none.
    answer.put("by_framework", null);
    answer.put("adaptation_minutes", null);
    Answers.json(context, Packed.of(Json.bytes(answer)));
  }

  /** Null when it is not known: there is no history, or it is not read yet. */
  private @Nullable List<Activity> activity() {
    if (!history.isKept() || history.state().isStarting()) {
      return null;
    }
    try {
      return history.queries().activity(clock.instant().minus(BACK));
    } catch (HistoryException e) {
      log.warn("The overview lacks the runs of the last days", e);
      return null;
    }
  }
}
