package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code /api/events}: what changes, as server-sent events. Non-blocking down to the socket: a
 * thousand browsers cost one thread, and a slow one delays nobody.
 */
final class EventsServlet extends HttpServlet {

  /** Events of so long a while go out together, so that many browsers at many changes cost less. */
  private static final Duration TOGETHER = Duration.ofMillis(20);

  private static final byte[] RETRY = "retry: 1000\n".getBytes(UTF_8);

  private final transient SiteSettings settings;
  private final transient LiveMatrix matrix;
  private final transient Set<EventClient> clients = ConcurrentHashMap.newKeySet();
  private final transient CountDownLatch closing = new CountDownLatch(1);
  private final transient Thread broadcast = new Thread(this::broadcast, "site-events");

  EventsServlet(SiteSettings settings, LiveMatrix matrix) {
    this.settings = settings;
    this.matrix = matrix;
    broadcast.setDaemon(true);
  }

  void start() {
    broadcast.start();
  }

  int clients() {
    return clients.size();
  }

  /** Ends all connections. */
  void stop() {
    closing.countDown();
    clients.forEach(EventClient::end);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Headers.security(response::setHeader);
    Headers.cors(settings, request.getHeader("Origin"), response::setHeader);
    if (clients.size() >= settings.eventClients()) {
      Problem problem =
          Problem.of(503, "Too many browsers follow the events now. Ask again in a while.");
      response.setStatus(problem.status());
      response.setHeader("Retry-After", "10");
      response.setContentType(Problem.TYPE);
      response.getOutputStream().write(Json.bytes(problem));
      return;
    }
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    // Proxies of the nginx family hold answers back otherwise.
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    client(context, lastId(request)).start();
  }

  private EventClient client(AsyncContext context, Optional<String> lastId) throws IOException {
    EventLog log = matrix.events();
    ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    greeting.writeBytes(RETRY);
    Optional<Long> next = lastId.flatMap(log::after);
    long end = log.end();
    // What was missed comes first; its last event says how things stand.
    if (next.isEmpty()) {
      greeting.writeBytes(log.loose("state", Json.bytes(matrix.state())));
      if (lastId.isPresent()) {
        greeting.writeBytes(log.loose("reset", "{}".getBytes(UTF_8)));
      }
    } else {
      greeting.writeBytes(
          ("event: state\ndata: " + new String(Json.bytes(matrix.state()), UTF_8) + "\n\n")
              .getBytes(UTF_8));
    }
    EventClient client =
        new EventClient(context, log, greeting.toByteArray(), next.orElse(end), clients::remove);
    clients.add(client);
    return client;
  }

  /** What the browser saw last: it says so itself when it reconnects, and the page at first. */
  private static Optional<String> lastId(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader("Last-Event-ID"))
        .or(() -> Optional.ofNullable(request.getParameter("last_event_id")));
  }

  private void broadcast() {
    try {
      while (!closing.await(TOGETHER.toMillis(), TimeUnit.MILLISECONDS)) {
        clients.forEach(client -> client.wake(settings.heartbeat()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
