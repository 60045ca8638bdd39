package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmarks that need the whole system, in a tiny size, and how all of them are called. */
final class BenchCommandTest {

  private static final String COMMAND = "boardstream.command";

  @TempDir Path dir;

  private String before = "";

  @BeforeEach
  void startTheSystemFromThisClassPath() throws IOException {
    before = System.getProperty(COMMAND, "");
    String script =
        "#!/bin/sh\nexec '%s' -Xmx384m -cp '%s' %s \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Boardstream.class.getName());
    Path command = Files.writeString(dir.resolve("boardstream"), script);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    System.setProperty(COMMAND, command.toString());
  }

  @AfterEach
  void forgetTheCommand() {
    if (before.isEmpty()) {
      System.clearProperty(COMMAND);
    } else {
      System.setProperty(COMMAND, before);
    }
  }

  @Test
  void latencyTimesEveryRowAndLeavesNothingBehind() throws IOException {
    Path json = dir.resolve("latency.json");

    Outcome outcome =
        Commands.run(
            "bench",
            "latency",
            "--rates",
            "20",
            "--seconds",
            "2",
            "--warm-up-seconds",
            "1",
            "--models",
            "8",
            "--json",
            json.toString(),
            "--work-dir",
            dir.resolve("work").toString());

    assertThat(outcome).returns(0, Outcome::exitCode);
    assertThat(outcome.out()).contains("20 rows/s", "p99_ms");
    assertThat(outcome.err()).contains("bench latency: 20 rows/s: 1 s of warm-up, 2 s measured");
    JsonNode figures = rows(json).get(0);
    assertThat(figures.path("rows").asInt()).isEqualTo(40);
    assertThat(figures.path("p50_ms").asDouble()).isPositive();
    assertThat(figures.path("max_ms").asDouble())
        .isGreaterThanOrEqualTo(figures.path("p99_ms").asDouble());
    assertThat(dir.resolve("work")).isEmptyDirectory();
  }

  @Test
  void startupMeasuresBothStartsANightlyAndMemory() throws IOException {
    Path json = dir.resolve("startup.json");

    Outcome outcome =
        Commands.run(
            "bench",
            "startup",
            "--rows",
            "300",
            "--no-sample",
            "--json",
            json.toString(),
            "--work-dir",
            dir.resolve("work").toString());

    assertThat(outcome).returns(0, Outcome::exitCode);
    List<JsonNode> rows = rows(json);
    assertThat(rows)
        .extracting(row -> row.path("variant").asText())
        .containsExactly("first start", "one nightly later", "second start");
    for (JsonNode row : rows) {
      // The registry and our own process hold that much at least, and Postgres is many processes.
      assertThat(row.path("pss_mib").asDouble()).isBetween(100.0, row.path("rss_mib").asDouble());
      assertThat(row.path("processes").asInt()).isGreaterThan(5);
    }
    assertThat(rows.get(0).path("ready_s").asDouble()).isPositive();
    assertThat(rows.get(1).path("rows_to_documents_s").asDouble()).isPositive();
    assertThat(dir.resolve("work")).isEmptyDirectory();
  }

  @Test
  void convertIsMeasuredAsAProcessBesideReadingAlone() throws IOException {
    Path json = dir.resolve("convert.json");

    Outcome outcome =
        Commands.run(
            "bench",
            "convert",
            "--rows",
            "2000",
            "--rounds",
            "1",
            "--json",
            json.toString(),
            "--work-dir",
            dir.resolve("work").toString());

    assertThat(outcome).returns(0, Outcome::exitCode);
    JsonNode figures = rows(json).get(0);
    assertThat(figures.path("rows").asInt()).isEqualTo(2_000);
    assertThat(figures.path("rows_per_s").asDouble()).isPositive();
    assertThat(figures.path("peak_rss_mib").asDouble()).isBetween(20.0, 1_024.0);
    assertThat(figures.path("reading_alone_s").asDouble()).isPositive();
    assertThat(dir.resolve("work")).isEmptyDirectory();
  }

  @Test
  void systemThatDoesNotStartIsAFailureAndItsFolderStays() throws IOException {
    System.setProperty(COMMAND, "/bin/false");

    Outcome outcome =
        Commands.run("bench", "startup", "--work-dir", dir.resolve("work").toString());

    assertThat(outcome).returns(1, Outcome::exitCode);
    assertThat(outcome.err()).contains("did not become ready", "logs stay in " + dir);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latency",
        "throughput",
        "convert",
        "history",
        "startup",
        "recovery",
        "s3",
        "alternative"
      })
  void helpSaysWhatIsMeasured(String benchmark) {
    Outcome outcome = Commands.run("bench", benchmark, "--help");

    assertThat(outcome).returns(0, Outcome::exitCode);
    assertThat(outcome.out()).contains("--json", "--work-dir", "Examples:");
  }

  @ParameterizedTest
  @CsvSource({
    "latency,     --rates,   0",
    "latency,     --models,  0",
    "throughput,  --rows,    0",
    "convert,     --rounds,  0",
    "history,     --sizes,   '20,10'",
    "startup,     --rows,    -1",
    "recovery,    --rounds,  0",
    "s3,          --documents, 0",
    "alternative, --sizes,   '20,10'",
    "alternative, --json,    /no/such/folder/figures.json",
  })
  void wrongSizesAreRefusedBeforeAnythingStarts(String benchmark, String option, String value) {
    Outcome outcome = Commands.run("bench", benchmark, option, value);

    assertThat(outcome).returns(2, Outcome::exitCode);
    assertThat(outcome.err()).contains("Usage: boardstream bench " + benchmark);
  }

  @Test
  void benchAloneAsksWhichOne() {
    assertThat(Commands.run("bench"))
        .returns(2, Outcome::exitCode)
        .satisfies(
            outcome ->
                assertThat(outcome.err()).contains("Which benchmark?", "latency", "throughput"));
  }

  private static List<JsonNode> rows(Path json) throws IOException {
    JsonNode rows = new ObjectMapper().readTree(json.toFile()).path("rows");
    return Stream.iterate(0, i -> i + 1).limit(rows.size()).map(rows::get).toList();
  }
}
