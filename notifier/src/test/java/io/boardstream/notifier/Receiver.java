package io.boardstream.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A local receiver: takes what is posted, or fails; and speaks as much of GitHub as is asked. */
final class Receiver implements AutoCloseable {

  record Request(String method, String path, String key, JsonNode body) {}

  final List<Request> accepted = Collections.synchronizedList(new ArrayList<>());
  final List<Request> refused = Collections.synchronizedList(new ArrayList<>());
  volatile int status = 200;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ArrayNode issues = Http.JSON.createArrayNode();
  private final List<ArrayNode> comments = new ArrayList<>();

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  JsonNode issue(int number) {
    synchronized (issues) {
      return issues.get(number - 1).deepCopy();
    }
  }

  int issues() {
    synchronized (issues) {
      return issues.size();
    }
  }

  int comments(int number) {
    synchronized (issues) {
      return comments.get(number - 1).size();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] bytes = exchange.getRequestBody().readAllBytes();
      JsonNode body = bytes.length == 0 ? Http.JSON.createObjectNode() : Http.JSON.readTree(bytes);
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      String path = exchange.getRequestURI().getPath();
      Request request =
          new Request(exchange.getRequestMethod(), path, key == null ? "" : key, body);
      int answer = status;
      (answer == 200 ? accepted : refused).add(request);
      byte[] text =
          answer != 200
              ? "broken".getBytes(UTF_8)
              : path.startsWith("/repos/")
                  ? Http.JSON.writeValueAsBytes(github(request))
                  : "ok".getBytes(UTF_8);
      exchange.sendResponseHeaders(answer, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  private JsonNode github(Request request) {
    String[] parts = request.path().split("/", -1);
    synchronized (issues) {
      if (parts.length == 5) {
        return request.method().equals("POST") ? opened(request.body()) : issues.deepCopy();
      }
      int number = Integer.parseInt(parts[5]);
      if (parts.length == 6) {
        ObjectNode issue = (ObjectNode) issues.get(number - 1);
        issue.setAll((ObjectNode) request.body());
        return issue.deepCopy();
      }
      ArrayNode all = comments.get(number - 1);
      if (request.method().equals("POST")) {
        all.add(request.body());
      }
      return request.method().equals("POST") ? request.body() : all.deepCopy();
    }
  }

  private JsonNode opened(JsonNode body) {
    ObjectNode issue = (ObjectNode) body.deepCopy();
    issue.put("number", issues.size() + 1).put("state", "open");
    issues.add(issue);
    comments.add(Http.JSON.createArrayNode());
    return issue.deepCopy();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
