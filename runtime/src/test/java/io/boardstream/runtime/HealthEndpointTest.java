package io.boardstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Liveness, readiness, status and metrics over HTTP. */
final class HealthEndpointTest {

  private final FixedComponent producer = new FixedComponent("producer", Health.up());
  private final FixedComponent streams =
      new FixedComponent("streams", Health.starting("restoring"));
  private final JvmMeters meters = new JvmMeters();
  private final HealthEndpoint endpoint =
      new HealthEndpoint(
          new HttpSettings(Map.of()),
          () -> List.of(producer, streams),
          () -> Map.of("kafka", "127.0.0.1:9092"),
          meters.registry());
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    endpoint.startOnFreePort();
  }

  @AfterEach
  void stop() {
    endpoint.close();
    meters.close();
  }

  @Test
  void startingIsAliveButNotReady() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("streams: STARTING restoring\n");
  }

  @Test
  void waitingForOthersIsAliveButNotReady() throws Exception {
    streams.become(Health.up());
    producer.become(Health.waiting("Postgres is away"));

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void readyWhenAllPartsAreUp() throws Exception {
    streams.become(Health.up());

    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(get("/status").body()).get("ready").asBoolean())
        .isTrue();
  }

  @Test
  void aFailedPartEndsLivenessWithItsCause() throws Exception {
    streams.become(Health.failed("the state folder is full"));

    HttpResponse<String> answer = get("/healthz");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("streams: FAILED the state folder is full\n");
  }

  @Test
  void statusNamesEachPartItsStateAndCauseAndWhatTheCallerAdds() throws Exception {
    HttpResponse<String> answer = get("/status");

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(new ObjectMapper().readTree(answer.body()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"ready": false,
                     "components": [
                       {"name": "producer", "state": "UP", "cause": ""},
                       {"name": "streams", "state": "STARTING", "cause": "restoring"}],
                     "kafka": "127.0.0.1:9092"}
                    """));
  }

  @Test
  void metricsHoldThoseOfTheJvmAndOfTheParts() throws Exception {
    meters.registry().counter("boardstream.rows", "source", "postgres").increment(3);

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.body())
        .contains("boardstream_rows_total{source=\"postgres\"} 3.0")
        .contains("jvm_memory_used_bytes{")
        .contains("process_uptime_seconds");
  }

  @Test
  void listensOnLoopbackUnlessTold() {
    assertThat(endpoint.address().getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void unknownPathsAndOtherMethodsAreRefused() throws Exception {
    assertThat(get("/secret").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(endpoint.address().resolve("/status"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void aTakenPortIsNamedWithItsKey() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HealthEndpoint second =
            new HealthEndpoint(
                new HttpSettings(Map.of("http.port", Integer.toString(taken.getLocalPort()))),
                List::of,
                Map::of,
                meters.registry())) {

      assertThatThrownBy(second::start)
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()))
          .hasMessageContaining("http.port");
    }
  }

  @Test
  void portZeroIsNone() {
    try (HealthEndpoint none =
        new HealthEndpoint(new HttpSettings(Map.of()), List::of, Map::of, meters.registry())) {
      none.start();

      assertThatThrownBy(none::address).isInstanceOf(IllegalStateException.class);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(endpoint.address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
