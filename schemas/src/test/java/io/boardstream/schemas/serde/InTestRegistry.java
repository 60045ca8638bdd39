package io.boardstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;

/**
 * Speaks Confluent's protocol from memory, and fails on request: for the failures that a real
 * registry does not show on demand.
 */
final class InTestRegistry implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final String scheme;
  private final Map<String, Integer> idsBySchema = new ConcurrentHashMap<>();
  private final Map<String, List<Integer>> versions = new ConcurrentHashMap<>();
  private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
  private volatile int failing;
  private volatile String failure = "";
  private volatile String neededAuthorization = "";

  private InTestRegistry(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::handle);
    server.start();
  }

  static InTestRegistry start() {
    return start(0);
  }

  static InTestRegistry start(int port) {
    try {
      return new InTestRegistry(HttpServer.create(address(port), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InTestRegistry startWithTls(SSLContext context) {
    try {
      HttpsServer server = HttpsServer.create(address(0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return new InTestRegistry(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return scheme + "://localhost:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** From now on every request is answered so; 0 heals. */
  void failWith(int status, String body) {
    failure = body;
    failing = status;
  }

  void needAuthorization(String header) {
    neededAuthorization = header;
  }

  int requests() {
    return requests.size();
  }

  /** Puts a schema there as another client would have, with whatever else its answer says. */
  int add(String subject, String schema) {
    int id = idsBySchema.computeIfAbsent(schema, s -> idsBySchema.size() + 1);
    List<Integer> ids = versions.computeIfAbsent(subject, s -> new CopyOnWriteArrayList<>());
    if (!ids.contains(id)) {
      ids.add(id);
    }
    return id;
  }

  Map<String, Schema> latest() {
    Map<String, Schema> latest = new TreeMap<>();
    versions.forEach(
        (subject, ids) ->
            latest.put(subject, new Schema.Parser().parse(schema(ids.get(ids.size() - 1)))));
    return latest;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private String schema(int id) {
    return idsBySchema.entrySet().stream()
        .filter(entry -> entry.getValue() == id)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(exchange);
    byte[] body = exchange.getRequestBody().readAllBytes();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!neededAuthorization.isEmpty() && !neededAuthorization.equals(authorization)) {
      reply(exchange, 401, error(401, "Unauthorized"));
    } else if (failing != 0) {
      reply(exchange, failing, failure);
    } else {
      answer(exchange, body);
    }
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException {
    List<String> path = new ArrayList<>();
    for (String part : exchange.getRequestURI().getRawPath().substring(1).split("/", -1)) {
      path.add(URLDecoder.decode(part, UTF_8));
    }
    if (path.get(0).equals("schemas")) {
      String schema = schema(Integer.parseInt(path.get(2)));
      if (schema.isEmpty()) {
        reply(exchange, 404, error(40403, "Schema not found"));
      } else {
        reply(exchange, 200, JSON.createObjectNode().put("schema", schema).toString());
      }
    } else if (exchange.getRequestMethod().equals("POST")) {
      JsonNode request = JSON.readTree(body);
      post(exchange, path, request.path("schema").asText());
    } else {
      List<Integer> ids = versions.get(path.get(1));
      if (ids == null) {
        reply(exchange, 404, error(40401, "Subject not found"));
      } else {
        int version = path.get(3).equals("latest") ? ids.size() : Integer.parseInt(path.get(3));
        reply(exchange, 200, described(path.get(1), version, ids.get(version - 1)));
      }
    }
  }

  private void post(HttpExchange exchange, List<String> path, String schema) throws IOException {
    String subject = path.get(1);
    if (path.size() == 3) {
      reply(exchange, 200, JSON.createObjectNode().put("id", add(subject, schema)).toString());
    } else if (!versions.containsKey(subject)) {
      reply(exchange, 404, error(40401, "Subject not found"));
    } else if (!versions.get(subject).contains(idsBySchema.getOrDefault(schema, -1))) {
      reply(exchange, 404, error(40403, "Schema not found"));
    } else {
      reply(exchange, 200, described(subject, 1, idsBySchema.get(schema)));
    }
  }

  private String described(String subject, int version, int id) {
    ObjectNode node = JSON.createObjectNode();
    node.put("subject", subject).put("version", version).put("id", id).put("schema", schema(id));
    return node.toString();
  }

  static String error(int code, String message) {
    return JSON.createObjectNode().put("error_code", code).put("message", message).toString();
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
