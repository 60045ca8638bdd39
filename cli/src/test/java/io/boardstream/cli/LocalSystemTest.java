package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boardstream.cli.Commands.Outcome;
import io.boardstream.cli.local.LocalSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} runs, with everything embedded and the sample. */
final class LocalSystemTest {

  @TempDir static Path folder;

  private static RunningFixture system;

  @BeforeAll
  static void start() {
    system = RunningFixture.start(folder, Map.of(), true);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void everyPartIsToldAsItComesUp() {
    assertThat(system.started())
        .containsExactlyInAnyOrder(
            "postgres", "kafka", "registry", "topics", "streams", "sink", "producer");
  }

  @Test
  void statusSaysThatAllIsReadyAndWhereItIs() {
    Outcome text = system.command("status");
    Outcome json = system.command("status", "--json");

    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).startsWith("ready");
    assertThat(json.exitCode()).isZero();
    assertThat(json.out())
        .contains(
            "\"ready\" : true",
            "\"kafka\" : \"127.0.0.1:",
            "\"postgres\" : \"postgresql://",
            "/apis/ccompat/v7\"",
            "\"documents\" : \"" + folder.toAbsolutePath());
  }

  @Test
  void theSampleIsInTheDocuments() {
    system.awaitDocument("compatibility.json", text -> text.contains("\"Supported\""));
    assertThat(system.command("sql", "SELECT count(*) > 1000 AS sampled FROM benchmark_rows").out())
        .contains("t\n");
  }

  @Test
  void aDocumentFollowsInsertUpdateAndDelete() {
    String document = "models/my-model-7b-fp16.json";

    system.benchmarks().ran("My-Model-7B", "n300", 1, 42.5);
    system.awaitDocument(document, text -> text.contains("42.5"));

    assertThat(
            system
                .command(
                    "sql",
                    "UPDATE benchmark_rows SET metric_value = 43.5 WHERE ml_model_name ="
                        + " 'My-Model-7B'")
                .out())
        .contains("1 row changed");
    system.awaitDocument(document, text -> text.contains("43.5"));

    system.benchmarks().execute("DELETE FROM benchmark_rows WHERE ml_model_name = 'My-Model-7B'");
    system.awaitDocument(document, String::isEmpty);
  }

  @Test
  void liveEqualsBatchForEveryDocument() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              Outcome outcome =
                  system.command(
                      "convert", "--from", "postgres", "--against", folder + "/documents");
              assertThat(outcome.out()).contains("are what the rows say");
              assertThat(outcome.exitCode()).isZero();
            });
  }

  @Test
  void peekShowsDecodedRecordsOneJsonLineEach() {
    system.benchmarks().ran("Peeked-1B", "n150", 1, 7.75);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        system
                            .command("topics", "peek", "benchmark.rows", "--from-beginning")
                            .out()
                            .lines()
                            .filter(line -> line.contains("Peeked-1B")))
                    .singleElement()
                    .asString()
                    .startsWith("{\"key\":\"postgres/")
                    .contains("\"metric_value\":7.75", "\"partition\":", "\"offset\":"));
    assertThat(system.command("topics", "peek", "matrix.models", "--max", "1").out().lines())
        .hasSize(1);
    assertThat(system.command("topics", "list").out()).contains("matrix.models", "compact");
  }

  @Test
  void anUnknownTopicAndAWrongStatementFail() {
    assertThat(system.command("topics", "peek", "nonsense"))
        .returns(1, Outcome::exitCode)
        .satisfies(outcome -> assertThat(outcome.err()).contains("matrix.models"));
    assertThat(system.command("sql", "SELEC 1"))
        .returns(1, Outcome::exitCode)
        .satisfies(outcome -> assertThat(outcome.err()).contains("syntax error"));
  }

  @Test
  void theDatabaseIsFitForCapture() {
    assertThat(system.command("check")).returns(0, Outcome::exitCode);
  }

  @Test
  void aSecondSystemInTheSameFolderIsRefused() {
    assertThatThrownBy(() -> RunningFixture.start(folder, Map.of(), false))
        .isInstanceOf(LocalSystemException.class)
        .hasMessageContaining("already runs in " + folder)
        .hasMessageContaining("boardstream down");
  }

  @Test
  void resetRefusesWhileItRuns() {
    assertThat(system.command("reset", "--execute"))
        .returns(1, Outcome::exitCode)
        .satisfies(outcome -> assertThat(outcome.err()).contains("Stop it first"));
  }
}
