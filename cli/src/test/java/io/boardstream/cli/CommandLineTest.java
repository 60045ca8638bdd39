package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandLineTest {

  @TempDir Path folder;

  static Stream<String> commands() {
    return new TreeSet<>(Boardstream.commandLine().getSubcommands().keySet()).stream();
  }

  @Test
  void commandNamesArePublicInterface() {
    assertThat(commands())
        .containsExactly(
            "agent",
            "attempts",
            "audit",
            "bench",
            "check",
            "ci",
            "completion",
            "convert",
            "csv",
            "down",
            "excel",
            "export",
            "faults",
            "jobs",
            "matrix",
            "producer",
            "regressions",
            "reset",
            "result",
            "run",
            "show",
            "sql",
            "status",
            "topics",
            "up");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfWithExamples(String command) {
    Outcome help = Commands.run(command, "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Examples:").contains("boardstream " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "up --nonsense",
        "topics",
        "topics peek",
        "topics peek matrix.models --max 0",
        "run",
        "run nonsense",
        "convert",
        "convert --from csv --to x.json",
        "convert --from ci --to x.json",
        "convert --from postgres --source x --to x.json",
        "excel",
        "excel import",
        "csv import",
        "ci",
        "result add --model A --device n300",
        "result add --model A --device n300 --metric tps=fast",
        "result add --model A --device n300 --metric tps=1 --link javascript:x",
        "convert --from postgres --file rows.csv --to x.json",
        "convert --from postgres",
        "matrix --status sometimes",
        "show",
        "export xlsx",
        "export pdf --to x.pdf",
        "export csv --to /no/such/folder/x.csv",
        "regressions",
        "regressions evaluate --series x.csv",
        "regressions evaluate --series x.csv --out /no/such/folder/x.csv",
        "regressions explain --series x.csv",
        "reset --dry-run --execute"
      })
  void wrongUseEndsWithCode2AndSaysWhat(String arguments) {
    Outcome outcome = Commands.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).isNotBlank().doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aTypoInTheSettingsFileNamesTheKeyTheFileAndTheLikelyKey() throws IOException {
    Path file = Files.writeString(folder.resolve("my.properties"), "documents.dri=/tmp/x\n");

    Outcome outcome =
        Commands.run("up", "--config", file.toString(), "--data-dir", folder + "/data");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("documents.dri", "my.properties", "documents.dir")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aValueOutOfRangeEndsWithCode2() throws IOException {
    Path file = Files.writeString(folder.resolve("my.properties"), "ports.kafka=70000\n");

    Outcome outcome = Commands.run("up", "--print-config", "--config", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("ports.kafka", "70000", "65535");
  }

  @Test
  void theSettingsOfTheDataFolderAreReadAndSecretsAreNotPrinted() throws IOException {
    Files.writeString(
        folder.resolve("boardstream.properties"),
        """
        postgres.password=hunter2
        basic.auth.user.info=alice:hunter3
        kafka.sasl.jaas.config=Login required password="hunter4";
        postgres.table=lab.rows
        """);

    Outcome outcome = Commands.run("up", "--print-config", "--data-dir", folder.toString());

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("postgres.table=lab.rows", "documents.v1-cells=evidence")
        .doesNotContain("hunter");
  }

  @Test
  void theEnvironmentOverridesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("my.properties"), "postgres.table=a.b\n");

    String printed = AllSettings.load(file, Map.of("BOARDSTREAM_POSTGRES_TABLE", "c.d")).print();

    assertThat(printed).contains("postgres.table=c.d");
  }

  @Test
  void statusOfNothingIsNotReadyAndSaysHowToStart() {
    Outcome outcome = Commands.run("status", "--json", "--data-dir", folder.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("\"ready\" : false", "boardstream up");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics list",
        "topics peek matrix.models",
        "sql SELECT",
        "check",
        "matrix",
        "show x"
      })
  void whatNeedsARunningSystemSaysThatThereIsNone(String command) {
    Outcome outcome = Commands.run((command + " --data-dir " + folder).split(" "));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("No local system runs in " + folder, "boardstream up");
  }

  @Test
  void downAndResetOfNothingAreDone() {
    assertThat(Commands.run("down", "--data-dir", folder.toString()).exitCode()).isZero();
    assertThat(Commands.run("reset", "--data-dir", folder.toString()).out())
        .contains("nothing to remove");
  }

  @Test
  void aMissingFileIsAFailureNotAStackTrace() {
    Outcome outcome =
        Commands.run(
            "convert", "--from", "csv", "--file", folder + "/none.csv", "--to", folder + "/x");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("none.csv").doesNotContain("\tat ");
  }

  @Test
  void convertReadsACsvFileAndReportsWhatBecameOfEachRow() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("rows.csv"),
            """
            github_pipeline_id,pipeline_end_ts,ml_model_name,device_name,isl,osl,batch_size,precision,benchmark_run_id,step_name,metric_name,metric_value
            1,2026-01-02T03:04:05Z,Qwen3-8B,n300,128.0,128,1,,7,benchmark,mean_tps,12.5
            1,2026-01-02T03:04:05Z,Qwen3-8B,n300,1.5,128,1,,7,benchmark,mean_tps,12.5
            1,2026-01-02T03:04:05Z,,n300,128,128,1,,7,benchmark,mean_tps,12.5
            """);

    Outcome outcome =
        Commands.run(
            "convert", "--from", "csv", "--file", csv.toString(), "--dir", folder + "/documents");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err())
        .contains("3 rows read", "1 rows applied, 1 models", "1 rows filtered", "1 rows rejected");
    assertThat(folder.resolve("documents/models/qwen3-8b-fp16.json")).content().contains("12.5");
    assertThat(folder.resolve("documents/compatibility.json")).content().contains("\"Supported\"");
  }

  @Test
  void theCompletionScriptKnowsEveryCommand() {
    Outcome outcome = Commands.run("completion");

    assertThat(outcome.out()).contains("complete -F");
    assertThat(commands()).allSatisfy(command -> assertThat(outcome.out()).contains(command));
  }

  @Test
  void optionsAreSpelledTheSameEverywhere() {
    CommandLine line = Boardstream.commandLine();

    assertThat(
            line.getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(CommandLine.Model.OptionSpec::longestName))
        .allMatch(name -> name.matches("--[a-z]+(-[a-z]+)*"));
  }
}
