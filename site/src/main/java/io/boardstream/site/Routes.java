package io.boardstream.site;

import io.boardstream.matrix.identity.Slug;
import io.boardstream.runtime.Health;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the site answers. Reads only. */
final class Routes {

  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private static final String TEXT = "text/plain; charset=utf-8";

  private final SiteSettings settings;
  private final LiveMatrix matrix;
  private final Views views;
  private final Assets assets;
  private final Supplier<Health> health;
  private final MeterRegistry metrics;

  Routes(
      SiteSettings settings,
      LiveMatrix matrix,
      Views views,
      Assets assets,
      Supplier<Health> health,
      MeterRegistry metrics) {
    this.settings = settings;
    this.matrix = matrix;
    this.views = views;
    this.assets = assets;
    this.health = health;
    this.metrics = metrics;
  }

  void addTo(RoutesConfig routes) {
    routes.before(context -> Headers.security(context::header));
    routes.before("/api/*", this::beforeApi);
    api(routes);
    pages(routes);
    routes.get("/healthz", context -> probe(context, Health.State.FAILED, false));
    routes.get("/readyz", context -> probe(context, Health.State.UP, true));
    routes.get("/metrics", this::metrics);
    errors(routes);
  }

  private void api(RoutesConfig routes) {
    routes.get(
        "/api/compatibility", context -> Answers.json(context, loaded(views).compatibility()));
    routes.get("/api/matrix", context -> Answers.json(context, loaded(views).whole()));
    routes.get("/api/models", this::models);
    routes.get("/api/models/{id}", this::model);
    routes.get("/api/hardware", context -> Answers.json(context, loaded(views).hardware()));
    routes.get("/api/hardware/{id}", this::device);
    routes.get("/api/summary", context -> Answers.json(context, views.summary()));
    routes.get("/api/openapi.json", context -> assets.send(context, "openapi.json"));
  }

  private void pages(RoutesConfig routes) {
    routes.get("/", context -> assets.send(context, "matrix.html"));
    routes.get("/models/{id}", context -> page(context, "model.html", isModel(context)));
    routes.get("/hardware", context -> assets.send(context, "devices.html"));
    routes.get("/hardware/{id}", context -> page(context, "hardware.html", isDevice(context)));
    routes.get("/about", context -> assets.send(context, "about.html"));
    routes.get("/api", context -> assets.send(context, "api.html"));
    routes.get("/favicon.ico", context -> assets.send(context, "icon.svg"));
    routes.get("/assets/{name}", context -> assets.send(context, context.pathParam("name")));
  }

  private void errors(RoutesConfig routes) {
    routes.exception(Problem.Raised.class, (e, context) -> answer(context, e.problem()));
    routes.exception(
        HttpResponseException.class,
        (e, context) ->
            answer(
                context,
                e.getStatus() == 404
                    ? Problem.of(404, "There is nothing here. The API is described at /api.")
                    : Problem.of(e.getStatus(), String.valueOf(e.getMessage()))));
    routes.exception(
        Exception.class,
        (e, context) -> {
          log.error("Cannot answer {}", context.path(), e);
          answer(context, Problem.of(500, "The site could not answer this; its log says why."));
        });
  }

  private void beforeApi(Context context) {
    Headers.cors(settings, context.header("Origin"), context::header);
    FeedState state = matrix.state();
    context.header("Boardstream-State", state.state());
    if (state.asOf() != null) {
      context.header("Boardstream-As-Of", state.asOf());
    }
  }

  private void models(Context context) {
    Answers.json(context, loaded(views).models(ModelQuery.of(context.queryParamMap())));
  }

  private void model(Context context) {
    String id = context.pathParam("id");
    loaded(views);
    KnownModel model =
        matrix
            .model(id)
            .orElseThrow(
                () ->
                    new Problem.Raised(
                        404,
                        Slug.isValid(id)
                            ? "There is no model \"%s\". /api/models lists all.".formatted(id)
                            : "An id of a model is [a-z0-9-]{1,200}."));
    Answers.json(context, model.document());
  }

  private void device(Context context) {
    Packed device =
        loaded(views)
            .device(context.pathParam("id"))
            .orElseThrow(
                () -> new Problem.Raised(404, "There is no such device. /api/hardware lists all."));
    Answers.json(context, device);
  }

  /** An empty answer before all was read would look like an empty matrix. */
  private <T> T loaded(T view) {
    if (matrix.state().isStarting()) {
      throw new Problem.Raised(503, "The site is starting and has not read the matrix yet.");
    }
    return view;
  }

  private boolean isModel(Context context) {
    return matrix.state().isStarting() || matrix.model(context.pathParam("id")).isPresent();
  }

  private boolean isDevice(Context context) {
    return matrix.state().isStarting() || views.devices().containsKey(context.pathParam("id"));
  }

  /** The page itself says in words what is not there. */
  private void page(Context context, String name, boolean exists) {
    assets.send(context, name);
    if (!exists && context.statusCode() == 200) {
      context.status(404);
    }
  }

  private void probe(Context context, Health.State state, boolean wanted) {
    Health now = health.get();
    boolean fine = (now.state() == state) == wanted;
    context
        .status(fine ? 200 : 503)
        .contentType(TEXT)
        .result(fine ? "ok\n" : (now.state() + " " + now.cause()).strip() + "\n");
  }

  private void metrics(Context context) {
    if (!(metrics instanceof PrometheusMeterRegistry prometheus)) {
      throw new Problem.Raised(404, "This process keeps no metrics for Prometheus.");
    }
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(prometheus.scrape());
  }

  private static void answer(Context context, Problem problem) {
    context
        .status(problem.status())
        .header("Cache-Control", "no-store")
        .contentType(Problem.TYPE)
        .result(Json.bytes(problem));
    if (problem.status() == 503) {
      context.header("Retry-After", "2");
    }
  }
}
