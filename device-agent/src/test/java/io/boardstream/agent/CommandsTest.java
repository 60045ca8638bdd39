package io.boardstream.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.agent.boards.BoardLock;
import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.SimulatedTree;
import io.boardstream.agent.boards.UnusableBoards;
import io.boardstream.agent.jobs.JobSettings;
import io.boardstream.agent.model.ModelSettings;
import io.boardstream.agent.tti.Images;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands as a user runs them. */
final class CommandsTest {

  private record Outcome(int exitCode, String out, String err) {}

  @TempDir Path folder;

  private Path root;
  private Path config;

  static Stream<String> commands() {
    return new TreeSet<>(AgentMain.commandLine().getSubcommands().keySet()).stream();
  }

  @BeforeEach
  void aTreeThatLooksReal() throws IOException {
    root = folder.resolve("root");
    SimulatedTree.write(root, "n300", 2, BoardOptions.names());
    for (int node = 0; node < 2; node++) {
      Files.delete(
          root.resolve(
              "sys/class/tenstorrent/tenstorrent!%d/boardstream_simulated".formatted(node)));
    }
    config =
        Files.writeString(
            folder.resolve("agent.properties"),
            """
            agent.host=lab-3
            agent.data.dir=%1$s/data
            agent.tt-smi.command=
            agent.boards.root=%1$s/root
            agent.reset.command=sh -c 'echo "$0 $1" >> %1$s/resets; test "$1" = 0' {bus} {node}
            """
                .formatted(folder));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfWithExamples(String command) {
    assertThat(run(command, "--help").out())
        .contains("Examples:")
        .contains("boardstream agent " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "boards --root /no/such/folder",
        "dump --duration 0",
        "dump --interval -1",
        "watch --interval 0",
        "watch --theme pink",
        "reset",
        "simulate /",
        "simulate x --boards 65",
        "run --config /no/such/file",
        "run --jobs"
      })
  void wrongUseEndsWithCode2AndSaysWhat(String arguments) {
    Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.err).isNotBlank().doesNotContain("\tat ");
  }

  @Test
  void boardsAreListedWithTheirKeys() {
    Outcome outcome = run("boards", "--config", config.toString());

    assertThat(outcome.exitCode).isZero();
    assertThat(outcome.err).isEmpty();
    assertThat(outcome.out)
        .contains("lab-3/0000:01:00.0", "lab-3/0000:02:00.0", "n300", "Wormhole", "12/100 W")
        .doesNotContain("simulated");
  }

  @Test
  void aSnapshotIsReadBack() {
    Path file = folder.resolve("new/snapshot.json");

    assertThat(run("snapshot", "--config", config.toString(), "--file", file.toString()).exitCode)
        .isZero();
    Outcome outcome = run("boards", "--capture", file.toString());

    assertThat(outcome.out).contains("lab-3/0000:01:00.0", "lab-3/0000:02:00.0");
  }

  @Test
  void aHostIsReadyOrSaysWhatIsMissing() throws IOException {
    Outcome ready = run("check", "--offline", "--config", config.toString());
    assertThat(ready.out).contains("ok       lab-3/0000:01:00.0: n300, Wormhole", "Ready.");
    assertThat(ready.exitCode).isZero();

    Outcome bare =
        run(
            "check",
            "--offline",
            "--config",
            config.toString(),
            "--root",
            Files.createDirectory(folder.resolve("bare")).toString());
    assertThat(bare.out).contains("MISSING  Kernel driver", "modprobe tenstorrent", "3 missing.");
    assertThat(bare.exitCode).isEqualTo(1);
  }

  @Test
  void aFrontendWhoseProgramIsNotThereIsTold() throws IOException {
    Path frontends =
        Files.writeString(
            folder.resolve("frontends.yaml"),
            """
            frontends:
              - {name: there, command: [/bin/sh], devices: [n300]}
              - {name: gone, command: [/opt/nothing/python3], devices: [n300]}
            """);
    Path settings =
        Files.writeString(
            folder.resolve("frontends.properties"),
            Files.readString(config)
                + "agent.jobs.frontends=%s\nagent.models.hub.token.file=/nowhere\n"
                    .formatted(frontends));

    Outcome outcome = run("check", "--offline", "--config", settings.toString());

    assertThat(outcome.out)
        .contains("ok       Frontend there: /bin/sh")
        .contains("warning  Frontend gone: '/opt/nothing/python3' was not found")
        .contains("MISSING  Token of the hub: /nowhere");
    assertThat(outcome.exitCode).isEqualTo(1);

    Files.writeString(frontends, "frontends: [{name: broken}]");
    assertThat(run("check", "--offline", "--config", settings.toString()).out)
        .contains("MISSING  Frontends: agent.jobs.frontends");
  }

  @Test
  void anImageIsShownAsATableAndAsJsonAndAHarmfulOneIsRefused() throws IOException {
    Path image = Images.write(folder.resolve("tt0.tti"));

    Outcome table = run("tti", "info", image.toString());
    assertThat(table.out)
        .contains("arch           wormhole_b0", "harvested rows [1, 11]", "1x1x128x128")
        .contains("grid           8 rows, 8 columns", "pybuda         0.1.240627");
    assertThat(table.exitCode).isZero();
    JsonNode json = new ObjectMapper().readTree(run("tti", "info", "--json", image.toString()).out);
    assertThat(json.path("image").path("harvested_rows").toString()).isEqualTo("[1,11]");
    assertThat(json.path("parts").path("tensors").path("files").asInt()).isEqualTo(1);

    Files.writeString(image, "no image");
    Outcome refused = run("tti", "info", image.toString());
    assertThat(refused.exitCode).isEqualTo(1);
    assertThat(refused.err).contains("is refused: it is neither a tar nor a zip archive");
    assertThat(run("tti", "info", folder.resolve("gone").toString()).exitCode).isEqualTo(1);
  }

  @Test
  void serversThatDoNotAnswerAreMissing() {
    Outcome outcome = run("check", "--config", unreachable().toString());

    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.out).contains("MISSING  Kafka", "MISSING  Schema registry", "2 missing.");
  }

  private Path unreachable() {
    try {
      return Files.writeString(
          folder.resolve("far.properties"),
          Files.readString(config)
              + "kafka.bootstrap.servers=127.0.0.1:1\nkafka.request.timeout.ms=500\nkafka.default.api.timeout.ms=500\nschema.registry.url=http://127.0.0.1:1\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aResetRunsTheCommandForEachBoardAndTellsWhichFailed() throws IOException {
    Outcome outcome =
        run("reset", "0000:01:00.0", "lab-3/0000:02:00.0", "--yes", "--config", config.toString());

    assertThat(outcome.out).contains("Reset lab-3/0000:01:00.0");
    assertThat(outcome.err).contains("Not reset", "ended with code 1");
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(Files.readAllLines(folder.resolve("resets")))
        .containsExactly("0000:01:00.0 0", "0000:02:00.0 1");
  }

  @Test
  void nothingIsResetWhileOneOfTheBoardsIsInUse() {
    BoardLock lock = new BoardLock(folder.resolve("data"));
    BoardLock.Held job = lock.tryLock("lab-3/0000:02:00.0", "job 42").orElseThrow();

    Outcome refused =
        run("reset", "0000:01:00.0", "0000:02:00.0", "--yes", "--config", config.toString());

    assertThat(refused.exitCode).isEqualTo(1);
    assertThat(refused.err).contains("lab-3/0000:02:00.0 is in use: job 42");
    assertThat(folder.resolve("resets")).doesNotExist();
    job.close();
    assertThat(run("reset", "0000:01:00.0", "-y", "--config", config.toString()).exitCode).isZero();
  }

  @Test
  void aSimulatedBoardIsNeverReset() throws IOException {
    SimulatedTree.write(root, "n300", 2, BoardOptions.names());

    Outcome outcome = run("reset", "0000:01:00.0", "--yes", "--config", config.toString());

    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.err).contains("is simulated");
    assertThat(folder.resolve("resets")).doesNotExist();
  }

  @Test
  void aBoardThatIsNotThereIsToldWithTheNearest() {
    Outcome outcome = run("reset", "lab-3/0000:01:00.1", "--yes", "--config", config.toString());

    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.err).contains("Did you mean 'lab-3/0000:01:00.0'?");
  }

  @Test
  void keysAndDefaultsOfTheSettingsArePublicInterface() {
    assertThat(new BoardSettings(java.util.Map.of()).values().toString())
        .contains("agent.host=")
        .contains("agent.data.dir=boardstream-agent")
        .contains("agent.boards.root=/")
        .contains("agent.boards.sources=[sysfs, tt-smi]")
        .contains("agent.telemetry.interval.seconds=10.0")
        .contains("agent.telemetry.buffer.samples=10000")
        .contains("agent.tt-smi.command=tt-smi -s")
        .contains("agent.tt-smi.interval.seconds=300")
        .contains("agent.tt-smi.timeout.seconds=30")
        .contains("agent.reset.command=tt-smi -r {bus}")
        .contains("agent.reset.timeout.seconds=120");
    assertThat(BoardSettings.DEFINITION.names()).hasSize(11);
    assertThat(new JobSettings(java.util.Map.of()).values().toString())
        .contains("agent.jobs.enabled=true")
        .contains("agent.jobs.processor=true")
        .contains("agent.jobs.allow-simulated=false")
        .contains("agent.jobs.frontends=")
        .contains("agent.jobs.models.dir=")
        .contains("agent.jobs.parallel=0")
        .contains("agent.jobs.lock.seconds=30")
        .contains("agent.jobs.reset-after-hang=false")
        .contains("agent.outbox.max.mib=512")
        .contains("agent.models.cache.mib=51200")
        .contains("agent.attempts.keep=1000")
        .contains("agent.attempts.max.mib=2048");
    assertThat(JobSettings.DEFINITION.names()).hasSize(12);
    assertThat(new ModelSettings(java.util.Map.of()).values().toString())
        .contains("agent.models.hub.url=https://huggingface.co")
        .contains("agent.models.hub.token.file=")
        .contains("agent.models.hub.token=");
    assertThat(ModelSettings.DEFINITION.names()).hasSize(3);
  }

  @Test
  void aResetThatSucceedsMakesABoardUsableAgain() {
    UnusableBoards unusable = new UnusableBoards(folder.resolve("data"));
    unusable.mark("lab-3/0000:01:00.0", "its reset after a hang failed");
    unusable.mark("lab-3/0000:02:00.0", "its reset after a hang failed");

    assertThat(run("check", "--offline", "--config", config.toString()).out)
        .contains("warning  lab-3/0000:01:00.0: takes no jobs: its reset", "agent reset lab-3");
    run("reset", "0000:01:00.0", "0000:02:00.0", "--yes", "--config", config.toString());

    assertThat(unusable.reason("lab-3/0000:01:00.0")).isEmpty();
    assertThat(unusable.reason("lab-3/0000:02:00.0"))
        .as("this one's command fails")
        .contains("its reset after a hang failed");
  }

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = AgentMain.commandLine();
    int exitCode =
        command
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
