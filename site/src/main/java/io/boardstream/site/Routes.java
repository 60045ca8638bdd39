package io.boardstream.site;

import io.boardstream.matrix.identity.Slug;
import io.boardstream.runtime.Health;
import io.boardstream.site.history.HistoryException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the site answers. Reads only. */
final class Routes {

  /** Answers of some part of the API. */
  interface Part {
    void addTo(RoutesConfig routes);
  }

  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private static final String TEXT = "text/plain; charset=utf-8";

  private final SiteSettings settings;
  private final LiveMatrix matrix;
  private final Views views;
  private final List<Part> parts;
  private final Assets assets;
  private final Supplier<Health> health;
  private final MeterRegistry metrics;
  private final Semaphore workbooks = new Semaphore(1);

  Routes(
      SiteSettings settings,
      LiveMatrix matrix,
      Views views,
      List<Part> parts,
      Assets assets,
      Supplier<Health> health,
      MeterRegistry metrics) {
    this.settings = settings;
    this.matrix = matrix;
    this.views = views;
    this.parts = List.copyOf(parts);
    this.assets = assets;
    this.health = health;
    this.metrics = metrics;
  }

  void addTo(RoutesConfig routes) {
    routes.before(context -> Headers.security(context::header));
    routes.before("/api/*", this::beforeApi);
    api(routes);
    parts.forEach(part -> part.addTo(routes));
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
    routes.get("/api/export.xlsx", this::workbook);
    routes.get("/api/hardware", context -> Answers.json(context, loaded(views).hardware()));
    routes.get("/api/hardware/{id}", this::device);
    routes.get("/api/summary", context -> Answers.json(context, views.summary()));
    routes.get("/api/openapi.json", context -> assets.send(context, "openapi.json"));
  }

  private void pages(RoutesConfig routes) {
    routes.get("/", context -> assets.send(context, "matrix.html"));
    routes.get("/models/{id}", context -> page(context, "model.html", isModel(context)));
    routes.get("/runs/{id}", context -> assets.send(context, "run.html"));
    routes.get("/hardware", context -> assets.send(context, "devices.html"));
    routes.get("/hardware/{id}", context -> page(context, "hardware.html", isDevice(context)));
    routes.get("/boards", context -> assets.send(context, "boards.html"));
    routes.get("/compare", context -> assets.send(context, "compare.html"));
    routes.get("/overview", context -> assets.send(context, "overview.html"));
    routes.get("/about", context -> assets.send(context, "about.html"));
    routes.get("/api", context -> assets.send(context, "api.html"));
    routes.get("/favicon.ico", context -> assets.send(context, "icon.svg"));
    routes.get("/assets/{name}", context -> assets.send(context, context.pathParam("name")));
  }

  private void errors(RoutesConfig routes) {
    routes.exception(Problem.Raised.class, (e, context) -> answer(context, e.problem()));
    routes.exception(
        HistoryException.class,
        (e, context) -> {
          log.warn("Cannot answer {}", context.path(), e);
          answer(context, Problem.of(503, "The history cannot be read now; the log says why."));
        });
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
    Answers.json(context, model.document().get());
  }

  /** The whole of a view, not a page of it. One at a time: it is made anew for each. */
  private void workbook(Context context) {
    ModelQuery query = ModelQuery.of(context.queryParamMap());
    Set<String> shown = new HashSet<>();
    List<KnownModel> models = query.select(loaded(matrix).models());
    models.forEach(model -> shown.addAll(model.line().cells().keySet()));
    List<DeviceLine> devices =
        views.devices().values().stream()
            .filter(device -> shown.contains(device.id()) && query.shows(device))
            .toList();
    if (!workbooks.tryAcquire()) {
      throw new Problem.Raised(503, "Another workbook is being made. Ask again in a moment.");
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      XlsxView.write(models, devices, bytes);
      context
          .header("Cache-Control", "no-store")
          .header("Content-Disposition", "attachment; filename=\"matrix.xlsx\"")
          .contentType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
          .result(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("A workbook could not be made", e);
    } finally {
      workbooks.release();
    }
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
