package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.cli.Commands.Outcome;
import io.boardstream.cli.local.LocalSystemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
            "postgres",
            "kafka",
            "registry",
            "topics",
            "streams",
            "sink",
            "site",
            "producer",
            "catalogue",
            "documents");
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
    assertThat(system.document("compatibility.json")).content().contains("\"Supported\"");
    assertThat(system.command("sql", "SELECT count(*) > 1000 AS sampled FROM benchmark_rows").out())
        .contains("t\n");
  }

  @Test
  void theMatrixIsShownInTheTerminal() {
    Outcome table = system.command("matrix");
    Outcome part = system.command("matrix", "--status", "supported", "--model", "llama");
    Outcome json = system.command("matrix", "--json");

    assertThat(table.exitCode()).isZero();
    assertThat(table.out()).contains("Supported", " models, ", "- = no run is known");
    assertThat(part.exitCode()).isZero();
    assertThat(part.out().length()).isLessThan(table.out().length());
    assertThat(json.out()).contains("\"models\"", "\"device_id\"");
    assertThat(system.command("matrix", "--model", "no-such-model").exitCode()).isEqualTo(1);
  }

  @Test
  void oneModelIsShownWithItsEvidenceAndAMistypedOneIsGuessed() throws IOException {
    String id =
        new ObjectMapper()
            .readTree(system.command("matrix", "--json").out())
            .at("/models/0/id")
            .asText();

    Outcome text = system.command("show", id);
    Outcome json = system.command("show", id, "--json");
    Outcome mistyped = system.command("show", id + "x");

    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains(id, "runs ", "run ", "pipeline ", "last verified");
    assertThat(json.out())
        .as("the document that the sink writes")
        .isEqualTo(read(system.document("models/" + id + ".json")));
    assertThat(mistyped.exitCode()).isEqualTo(1);
    assertThat(mistyped.err()).contains("There is no model", "Did you mean", id);
  }

  @Test
  void theMatrixIsExportedForSpreadsheets() throws IOException {
    Path csv = folder.resolve("matrix.csv");
    Path xlsx = folder.resolve("matrix.xlsx");

    assertThat(system.command("export", "csv", "--to", csv.toString()).exitCode()).isZero();
    assertThat(system.command("export", "XLSX", "--to", xlsx.toString()).err())
        .contains(" cells in " + xlsx);

    assertThat(csv).content().startsWith("model_id,model,family,").contains("Supported");
    assertThat(xlsx).isNotEmptyFile();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
