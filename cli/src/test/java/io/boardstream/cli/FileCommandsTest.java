package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and results by hand reach the live documents, and leave them again. */
final class FileCommandsTest {

  private static final String HEADER =
      "github_pipeline_id,pipeline_end_ts,ml_model_name,device_name,isl,osl,batch_size,precision,"
          + "benchmark_run_id,step_name,metric_name,metric_value\n";

  @TempDir static Path folder;

  private static RunningFixture system;

  @BeforeAll
  static void start() {
    system = RunningFixture.start(folder.resolve("data"), Map.of(), false);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void csvFileIsImportedOnceFollowedAndTakenBack() throws IOException {
    String document = "models/from-csv-7b-fp16.json";
    Path file = rows("42.5", "43.5", "fast");

    Outcome first = system.command("csv", "import", file.toString());
    Outcome second = system.command("csv", "import", file.toString());

    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).contains("'csv:rows.csv': 2 rows accepted, 1 rejected");
    assertThat(first.err()).contains("rejected: metric_value is 'fast'");
    assertThat(second.out()).contains("has been imported already").contains("nothing changed");
    system.awaitDocument(document, text -> text.contains("43.5") && text.contains("row 2"));
    assertThat(system.command("topics", "peek", "dead-letters", "--from-beginning").out())
        .contains("csv:rows.csv/3");

    rows("42.5");
    assertThat(system.command("csv", "import", file.toString()).out())
        .contains("1 rows accepted, 0 rejected, 1 of an earlier import taken back");
    system.awaitDocument(document, text -> text.contains("42.5") && !text.contains("43.5"));

    assertThat(liveEqualsBatch(file)).isTrue();

    Outcome removed = system.command("csv", "import", file.toString(), "--remove");
    assertThat(removed.out()).contains("1 of an earlier import taken back");
    system.awaitDocument(document, String::isEmpty);
  }

  @Test
  void resultByHandIsShownAndTakenBack() {
    String document = "models/by-hand-1b-fp16.json";
    String[] add = {
      "result",
      "add",
      "--model",
      "By-Hand-1B",
      "--device",
      "n300",
      "--metric",
      "mean_tps=63.2",
      "--isl",
      "128",
      "--time",
      "2025-05-02T10:00:00Z",
      "--link",
      "https://ci.example/1"
    };

    Outcome added = system.command(add);
    Outcome twice = system.command(add);

    assertThat(added.exitCode()).isZero();
    String id = added.out().strip();
    assertThat(id).matches("[0-9a-f]{12}");
    assertThat(twice.out().strip()).isEqualTo(id);
    system.awaitDocument(
        document, text -> text.contains("63.2") && text.contains("https://ci.example/1"));

    assertThat(system.command("result", "remove", id).exitCode()).isZero();
    system.awaitDocument(document, String::isEmpty);
    Outcome gone = system.command("result", "remove", id);
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).contains("no result by hand");
  }

  @Test
  void reportsOfCiAreImportedAndBrokenOnesTold() throws IOException {
    Path ci = folder.resolve("runs/900001");
    write(
        ci.resolve("workflow.json"),
        "{\"id\": 900001, \"updated_at\": \"2025-05-02T11:00:00Z\", \"repository\": {\"name\": \"r\"}}");
    write(
        ci.resolve("workflow_jobs.json"),
        "{\"jobs\": [{\"id\": 700001, \"name\": \"perf\", \"labels\": [\"n150\"]}]}");
    write(
        ci.resolve("artifacts/report_700001.json"),
        "{\"benchmarks\": [{\"model_name\": \"From-Ci-2B\", \"device\": \"n150\", \"mean_tps\": 7.25}]}");
    write(
        ci.resolve("artifacts/tests_700001.xml"),
        """
        <testsuites><testsuite><testcase classname="t" name="test_x"><properties>
        <property name="model_name" value="Fails-3B"/></properties><failure message="no lowering"/>
        </testcase></testsuite></testsuites>
        """);
    write(ci.resolve("artifacts/broken_700001.json"), "{");

    Outcome outcome = system.command("ci", "import", folder.resolve("runs").toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("'ci:900001': 2 rows accepted, 1 rejected")
        .contains("broken    artifacts/broken_700001.json");
    system.awaitDocument("models/from-ci-2b-fp16.json", text -> text.contains("7.25"));
    system.awaitDocument("models/fails-3b-fp16.json", text -> text.contains("Not Supported"));
    assertThat(system.command("ci", "import", folder.resolve("runs").toString()).out())
        .contains("nothing changed");
    assertThat(
            system
                .command("ci", "import", folder.resolve("runs").toString(), "--remove")
                .exitCode())
        .isZero();
    system.awaitDocument("models/from-ci-2b-fp16.json", String::isEmpty);
  }

  /** Asked while the CSV file is the only source. */
  private static boolean liveEqualsBatch(Path file) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                system
                        .command(
                            "convert",
                            "--from",
                            "csv",
                            "--file",
                            file.toString(),
                            "--against",
                            folder.resolve("data/documents").toString())
                        .exitCode()
                    == 0);
    return true;
  }

  private static Path rows(String... values) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < values.length; i++) {
      text.append(
          "1,2025-05-0%dT10:00:00Z,From-Csv-7B,n300,128,128,1,,%d,benchmark,mean_tps,%s\n"
              .formatted(i + 1, i, values[i]));
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
