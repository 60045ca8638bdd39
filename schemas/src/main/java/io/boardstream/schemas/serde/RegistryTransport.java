package io.boardstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;

/**
 * Asks the registry over HTTP: the next URL when one does not answer, again after a pause when none
 * does, until the settable time is over. Safe for use by many threads.
 */
final class RegistryTransport {

  /**
   * What a registry said.
   *
   * @param errorCode Confluent's {@code error_code}, 0 when there is none
   */
  record Reply(int status, int errorCode, JsonNode body, String from) {

    /** The registry's own words, or the status when it has none. */
    String message() {
      String message = body.path("message").asText("");
      return message.isEmpty() ? "HTTP status " + status : message;
    }
  }

  /** One address of the registry; {@code shown} is the address without name and password. */
  private record Endpoint(String shown, Optional<String> authorization) {}

  private static final String JSON = "application/vnd.schemaregistry.v1+json";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client;
  private final List<Endpoint> endpoints;
  private final ExponentialBackoff backoff;
  private final Duration retryTimeout;
  private final Duration readTimeout;

  /** Index of the endpoint that answered last: it is asked first. */
  private volatile int preferred;

  RegistryTransport(RegistrySettings settings) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.duration(RegistrySettings.CONNECT_TIMEOUT_MS));
    RegistryTls.of(settings)
        .ifPresent(tls -> builder.sslContext(tls.context()).sslParameters(tls.parameters()));
    client = builder.build();
    endpoints = settings.urls().stream().map(url -> endpoint(url, settings)).toList();
    backoff =
        new ExponentialBackoff(
            settings.getLong(RegistrySettings.RETRY_WAIT_MS),
            2,
            Math.max(
                settings.getLong(RegistrySettings.RETRY_WAIT_MS),
                settings.getLong(RegistrySettings.RETRY_MAX_WAIT_MS)),
            0.2);
    retryTimeout = settings.duration(RegistrySettings.RETRY_TIMEOUT_MS);
    readTimeout = settings.duration(RegistrySettings.READ_TIMEOUT_MS);
  }

  Reply get(String path) {
    return call("GET", path, null);
  }

  Reply post(String path, JsonNode body) {
    return call("POST", path, body);
  }

  /**
   * Any answer of a registry that is there, good or bad.
   *
   * @throws RegistryUnavailableException when none answered in the settable time
   */
  private Reply call(String method, String path, @Nullable JsonNode body) {
    long end = System.nanoTime() + retryTimeout.toNanos();
    for (int attempt = 0; ; attempt++) {
      StringBuilder causes = new StringBuilder();
      int first = preferred;
      for (int i = 0; i < endpoints.size(); i++) {
        int index = (first + i) % endpoints.size();
        Endpoint endpoint = endpoints.get(index);
        try {
          Reply reply = send(endpoint, method, path, body, end);
          if (!isAway(reply)) {
            preferred = index;
            return reply;
          }
          note(causes, endpoint, reply.message());
        } catch (IOException e) {
          note(causes, endpoint, describe(e));
        }
      }
      Duration pause = Duration.ofMillis(backoff.backoff(attempt));
      if (System.nanoTime() + pause.toNanos() - end > 0) {
        throw new RegistryUnavailableException(
            "The schema registry did not answer within %d ms (%s). Is it running, and is %s right?"
                .formatted(retryTimeout.toMillis(), causes, RegistrySettings.URL));
      }
      sleep(pause);
    }
  }

  private Reply send(
      Endpoint endpoint, String method, String path, @Nullable JsonNode body, long end)
      throws IOException {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    Duration timeout = left.compareTo(readTimeout) < 0 ? left : readTimeout;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint.shown + path))
            .timeout(timeout.compareTo(LEAST_TIMEOUT) < 0 ? LEAST_TIMEOUT : timeout)
            .header("Accept", JSON + ", application/json");
    endpoint.authorization.ifPresent(value -> request.header("Authorization", value));
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("Content-Type", JSON);
      request.method(method, HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = parse(response.body());
      return new Reply(
          response.statusCode(), answer.path("error_code").asInt(0), answer, endpoint.shown);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** What is no JSON did not come from a registry; the status then says all. */
  private JsonNode parse(byte[] body) {
    try {
      return json.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static boolean isAway(Reply reply) {
    return reply.status >= 500 || reply.status == TOO_MANY_REQUESTS || reply.status == 408;
  }

  private static void note(StringBuilder causes, Endpoint endpoint, String cause) {
    causes.append(causes.isEmpty() ? "" : "; ").append(endpoint.shown).append(": ").append(cause);
  }

  private static String describe(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (e instanceof ConnectException) {
      return "cannot connect";
    }
    if (e instanceof SSLException) {
      return "TLS failed, is schema.registry.ssl.truststore.location right? ("
          + e.getMessage()
          + ")";
    }
    return String.valueOf(e.getMessage());
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Endpoint endpoint(URI url, RegistrySettings settings) {
    Optional<String> fromUrl =
        Optional.ofNullable(url.getRawUserInfo())
            .map(info -> URLDecoder.decode(info.replace("+", "%2B"), UTF_8));
    String path = Optional.ofNullable(url.getRawPath()).orElse("").replaceAll("/+$", "");
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    Optional<String> authorization =
        settings
            .bearerToken()
            .map(token -> "Bearer " + token.value())
            .or(
                () ->
                    settings
                        .userInfo()
                        .map(Password::value)
                        .or(() -> fromUrl)
                        .map(RegistryTransport::basic));
    return new Endpoint(url.getScheme() + "://" + url.getHost() + port + path, authorization);
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
  }
}
