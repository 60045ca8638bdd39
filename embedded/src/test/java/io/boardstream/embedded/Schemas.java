package io.boardstream.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Just enough of the registry's protocol to see that schemas stay. */
final class Schemas {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI registry;

  Schemas(URI registry) {
    this.registry = registry;
  }

  /** The answer's body, for example {@code {"id":1}}. */
  String register(String subject, String avroType) throws Exception {
    String body = "{\"schema\":\"{\\\"type\\\":\\\"" + avroType + "\\\"}\"}";
    return send(
        HttpRequest.newBuilder(URI.create(registry + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  String byId(String id) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(registry + "/schemas/ids/" + id)));
  }

  static String id(String registered) {
    return registered.replaceAll("\\D", "");
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
