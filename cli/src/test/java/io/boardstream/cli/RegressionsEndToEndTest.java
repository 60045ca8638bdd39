package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.boardstream.cli.Commands.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From rows in Postgres to one message, and to everything that shows what is worse. */
final class RegressionsEndToEndTest {

  private static final String DOCUMENT = "models/slower-7b-fp16.json";
  private static final int NIGHTS = 24;

  @TempDir Path folder;

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private HttpServer receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          messages.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
  }

  @Test
  void aDropIsOneEventOneMessageOneEntryAndARestartChangesNothing() throws IOException {
    Map<String, String> settings =
        Map.of(
            "notifier.slack.url",
            "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook",
            "notifier.group.wait.ms",
            "0");
    String incident;
    try (RunningFixture system = RunningFixture.start(folder, settings, false)) {
      assertThat(system.started()).contains("notifier");
      for (int night = 0; night < NIGHTS; night++) {
        system.benchmarks().ran("Slower-7B", "n300", night, 60 + 0.1 * (night * 7 % 5));
      }
      for (int night = NIGHTS; night < NIGHTS + 6; night++) {
        system.benchmarks().ran("Slower-7B", "n300", night, 48 + 0.1 * (night * 7 % 5));
      }

      await().atMost(Duration.ofSeconds(60)).until(() -> !messages.isEmpty());
      system.awaitDocument(DOCUMENT, text -> text.contains("\"commits_link\""));
      Outcome json = system.command("regressions", "list", "--json");
      assertThat(json.err()).isEmpty();
      JsonNode open = new ObjectMapper().readTree(json.out());
      assertThat(open.path("series_id").asText())
          .isEqualTo("slower-7b-fp16/n300/inference/128x128x1/benchmark/mean_tps");
      assertThat(open.path("relative").asDouble()).isBetween(-0.21, -0.19);
      incident = open.path("incident_id").asText();
      assertThat(system.document(DOCUMENT)).content().contains(incident);
      assertThat(messages.get(0)).contains("OPENED MAJOR: Slower-7B on n300");

      assertThat(
              system
                  .command("regressions", "ack", incident, "--why", "known", "--by", "ada")
                  .exitCode())
          .isZero();
      assertThat(system.command("regressions", "list").out())
          .contains("MAJOR", "acknowledged by ada: known");
      assertThat(system.command("regressions", "show", incident).out())
          .contains("first bad run", "run-" + NIGHTS, "last good run", "run-" + (NIGHTS - 1));
      assertThat(system.command("regressions", "show", "ffffffff").exitCode()).isEqualTo(1);
      assertThat(system.command("regressions", "follow", "--for", "0").out())
          .contains("1 are worse", incident);
    }

    try (RunningFixture system = RunningFixture.start(folder, settings, false)) {
      for (int night = NIGHTS + 6; night < NIGHTS + 14; night++) {
        system.benchmarks().ran("Slower-7B", "n300", night, 60 + 0.1 * (night * 7 % 5));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> messages.size() > 1);

      assertThat(messages).hasSize(2);
      assertThat(messages.get(1)).contains("RECOVERED");
      assertThat(system.command("regressions", "list").out()).contains("Nothing is worse.");
      assertThat(
              system
                  .command("topics", "peek", "matrix.regressions", "--from-beginning")
                  .out()
                  .lines())
          .as("all that was ever told")
          .hasSize(2);
    }
  }
}
