package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --with-agent}, and jobs through the commands as a user gives them. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class AgentInLocalSystemTest {

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private static RunningFixture system;

  @BeforeAll
  static void start() {
    system = RunningFixture.startWithAgent(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void statusListsTheAgentAndItsBoardsAreOnTheTopicMarkedAsSimulated() {
    assertThat(system.started()).contains("boards", "jobs");
    assertThat(system.command("status").out()).containsPattern("jobs +UP").startsWith("ready");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        system
                            .command("topics", "peek", "device.boards", "--from-beginning")
                            .out()
                            .lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains("\"simulated\":true")));
  }

  @Test
  void aModelThatWorksAndOneThatDoesNotReachTheDocumentsWithTheirEvidence() throws IOException {
    String good = submit("Tiny-Perceptron", "tiny-perceptron.onnx");
    String bad = submit("Odd-Op", "unsupported-operation.onnx");

    system.awaitDocument("models/tiny-perceptron-fp16.json", text -> text.contains(good));
    system.awaitDocument("models/odd-op-fp16.json", text -> text.contains(bad));
    JsonNode works = cpu("tiny-perceptron-fp16");
    JsonNode fails = cpu("odd-op-fp16");
    assertThat(works.path("status").asText()).isEqualTo("Supported");
    assertThat(fails.path("status").asText()).isEqualTo("Not Supported");
    assertThat(fails.toString()).contains("unsupported-op");
    assertThat(Files.readString(system.document("compatibility.json")))
        .as("a processor is no board")
        .doesNotContain("\"hardware\"");

    awaitJob(good, "completed");
    awaitJob(bad, "failed");
    Outcome attempts = system.command("attempts", "list");
    assertThat(attempts.out().lines()).contains(good + ".0.1", bad + ".0.3");
    assertThat(system.command("attempts", "show", good + ".0.1").out().lines()).hasSize(2);
    assertThat(system.command("attempts", "log", bad + ".0.3").out()).contains("Frobnicate");
    assertThat(system.command("attempts", "log", "nothing"))
        .returns(1, Outcome::exitCode)
        .satisfies(none -> assertThat(none.err()).contains("No attempt nothing is kept here"));
    assertThat(system.command("jobs", "cancel", "nothing").err()).contains("There is no job");
    assertThat(system.command("jobs", "retry", bad).out()).contains("Asked for: retry");
    await()
        .atMost(LONG)
        .until(
            () -> system.command("attempts", "list").out().lines().toList(),
            list -> list.contains(bad + ".1.3"));
  }

  private static String submit(String model, String file) {
    Outcome outcome =
        system.command(
            "jobs",
            "submit",
            "--model",
            model,
            "--file",
            file,
            "--device",
            "cpu",
            "--frontend",
            "onnx-cpu");
    assertThat(outcome.err()).isEmpty();
    return outcome.out().strip();
  }

  private static void awaitJob(String id, String state) {
    await()
        .atMost(LONG)
        .until(
            () -> system.command("jobs", "list").out().lines().toList(),
            lines -> lines.stream().anyMatch(line -> line.startsWith(id) && line.contains(state)));
  }

  private static JsonNode cpu(String model) throws IOException {
    JsonNode document =
        JSON.readTree(Files.readString(system.document("models/" + model + ".json")));
    List<JsonNode> cells = document.findParents("device_id");
    return cells.stream()
        .filter(cell -> cell.path("device_id").asText().equals("cpu"))
        .findFirst()
        .orElseThrow();
  }
}
