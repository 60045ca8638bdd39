package io.boardstream.notifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP; anything but success is an error. */
final class Http {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final int MAX_ANSWER_LETTERS = 300;

  private final HttpClient client;
  private final Duration timeout;

  Http(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** Sends, and reads what comes back. */
  JsonNode send(String method, URI uri, Map<String, String> headers, @Nullable JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "boardstream");
    headers.forEach(request::header);
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "%s answered %d: %s".formatted(uri.getHost(), answer.statusCode(), cut(answer.body())));
    }
    try {
      return JSON.readTree(answer.body().isBlank() ? "{}" : answer.body());
    } catch (IOException e) {
      return JSON.createObjectNode(); // Slack says ok, and not in JSON.
    }
  }

  private static String cut(String body) {
    String line = body.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_ANSWER_LETTERS ? line : line.substring(0, MAX_ANSWER_LETTERS);
  }
}
