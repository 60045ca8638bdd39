package io.boardstream.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers how a process is doing, over HTTP: {@code /healthz} (503 when a restart is needed),
 * {@code /readyz} (503 until all parts are up), {@code /status} (JSON) and {@code /metrics}
 * (Prometheus text). Reads only, knows no secrets.
 */
public final class HealthEndpoint implements AutoCloseable {

  /** One part, as {@code /status} shows it. */
  private record ComponentStatus(String name, Health.State state, String cause) {}

  private record Answer(int status, String type, String body) {}

  private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoint.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final HttpSettings settings;
  private final Supplier<? extends Collection<? extends Component>> components;
  private final Supplier<Map<String, ?>> extras;
  private final PrometheusMeterRegistry metrics;
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  /**
   * @param components asked anew for each answer, so that parts may come later
   * @param extras more top-level entries of {@code /status}, for example addresses
   */
  public HealthEndpoint(
      HttpSettings settings,
      Supplier<? extends Collection<? extends Component>> components,
      Supplier<Map<String, ?>> extras,
      PrometheusMeterRegistry metrics) {
    this.settings = settings;
    this.components = components;
    this.extras = extras;
    this.metrics = metrics;
  }

  /**
   * Listens, unless the port is 0.
   *
   * @throws SettingsException when the port is in use or the address is not ours
   */
  public synchronized void start() {
    if (settings.port() == 0 || server != null) {
      return;
    }
    listen(settings.port());
  }

  /** Listens on any free port, for parts that tell others where they are. */
  public synchronized void startOnFreePort() {
    if (server == null) {
      listen(0);
    }
  }

  /** Where it listens; only after a start that did listen. */
  public synchronized URI address() {
    if (server == null) {
      throw new IllegalStateException("Not listening");
    }
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().isAnyLocalAddress() ? "127.0.0.1" : settings.host();
    return URI.create("http://%s:%d".formatted(bracketed(host), address.getPort()));
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
    if (threads != null) {
      threads.shutdownNow();
      threads = null;
    }
  }

  private void listen(int port) {
    try {
      HttpServer created =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName(settings.host()), port), 0);
      // Two, so that a slow scrape does not delay a probe; daemons, so that they hold up no exit.
      ExecutorService executor =
          Executors.newFixedThreadPool(
              2,
              task -> {
                Thread thread = new Thread(task, "health-endpoint");
                thread.setDaemon(true);
                return thread;
              });
      created.setExecutor(executor);
      created.createContext("/", this::handle);
      created.start();
      server = created;
      threads = executor;
    } catch (IOException e) {
      throw new SettingsException(
          "Cannot listen on %s:%d for health and metrics: %s. Free the port, or set %s to another (0 for none)."
              .formatted(settings.host(), port, e.getMessage(), HttpSettings.PORT),
          e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      byte[] body = answer.body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type);
      boolean headOnly = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status, headOnly ? -1 : body.length);
      if (!headOnly) {
        exchange.getResponseBody().write(body);
      }
    } catch (RuntimeException e) {
      LOG.error("Cannot answer {}", exchange.getRequestURI(), e);
      throw e;
    }
  }

  private Answer answer(String method, String path) throws JsonProcessingException {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Answer(405, TEXT, "Only GET and HEAD.\n");
    }
    return switch (path) {
      case "/healthz" -> probe(status -> status.state != Health.State.FAILED);
      case "/readyz" -> probe(status -> status.state == Health.State.UP);
      case "/status" -> new Answer(OK, JSON, mapper.writeValueAsString(status()) + "\n");
      case "/metrics" -> new Answer(OK, PROMETHEUS, metrics.scrape());
      default -> new Answer(404, TEXT, "There are /healthz, /readyz, /status and /metrics.\n");
    };
  }

  private Answer probe(Predicate<ComponentStatus> fine) {
    List<ComponentStatus> bad = statuses().stream().filter(fine.negate()).toList();
    if (bad.isEmpty()) {
      return new Answer(OK, TEXT, "ok\n");
    }
    String causes =
        bad.stream()
            .map(status -> "%s: %s %s".formatted(status.name, status.state, status.cause).strip())
            .collect(Collectors.joining("\n", "", "\n"));
    return new Answer(UNAVAILABLE, TEXT, causes);
  }

  private Map<String, Object> status() {
    List<ComponentStatus> all = statuses();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("ready", all.stream().allMatch(one -> one.state == Health.State.UP));
    status.put("components", all);
    extras.get().forEach(status::putIfAbsent);
    return status;
  }

  private List<ComponentStatus> statuses() {
    return components.get().stream().map(HealthEndpoint::statusOf).toList();
  }

  private static ComponentStatus statusOf(Component component) {
    Health health = component.health();
    return new ComponentStatus(component.name(), health.state(), health.cause());
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
