package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short version of the proof, and how the command is called. */
final class FaultsCommandTest {

  @TempDir Path dir;

  @Test
  void systemRecoversFromFaultsAndEverythingItShowsIsExact() throws IOException {
    Path json = dir.resolve("faults.json");

    Outcome outcome =
        Commands.run(
            "faults",
            "--faults",
            "4",
            "--seed",
            "3",
            "--rate",
            "10",
            "--only",
            "pause-streams,poison,kill-producer,kill-broker",
            "--dir",
            dir.resolve("run").toString(),
            "--json",
            json.toString());

    assertThat(outcome).returns(0, Outcome::exitCode);
    JsonNode rows = new ObjectMapper().readTree(json.toFile()).path("rows");
    List<String> variants = new ArrayList<>();
    for (JsonNode row : rows) {
      variants.add(row.path("variant").asText());
      assertThat(row.path("lost").asLong(-1)).isZero();
      assertThat(row.path("duplicated").asLong(-1)).isZero();
      assertThat(row.path("wrong").asLong(-1)).isZero();
      // Sixteen probe rows, their runs, cells, models and documents at least.
      assertThat(row.path("checked").asLong()).isGreaterThan(80);
      assertThat(row.path("recovery_max_s").asDouble()).isPositive();
    }
    assertThat(variants)
        .containsExactly("kill-broker", "kill-producer", "pause-streams", "poison", "all");
    assertThat(outcome.err()).contains("4 of 4: ", ", exact");
  }

  @Test
  void helpSaysWhatIsProvedAndByWhichFaults() {
    Outcome outcome = Commands.run("faults", "--help");

    assertThat(outcome).returns(0, Outcome::exitCode);
    assertThat(outcome.out()).contains("--seed", "pause-streams", "second-producer", "Examples:");
  }

  @ParameterizedTest
  @CsvSource({
    "--faults, 0",
    "--rate, 0",
    "--rate, 5000",
    "--only, kill-everything",
    "--json, /no/such/folder/faults.json"
  })
  void wrongUseIsRefusedBeforeAnythingStarts(String option, String value) {
    Outcome outcome = Commands.run("faults", option, value);

    assertThat(outcome).returns(2, Outcome::exitCode);
    assertThat(outcome.err()).contains("Usage: boardstream faults");
  }

  @Test
  void folderThatHoldsSomethingIsLeftAlone() throws IOException {
    Path something = Files.writeString(dir.resolve("something"), "precious");

    Outcome outcome = Commands.run("faults", "--dir", dir.toString());

    assertThat(outcome).returns(2, Outcome::exitCode);
    assertThat(outcome.err()).contains("is not empty");
    assertThat(something).hasContent("precious");
  }
}
