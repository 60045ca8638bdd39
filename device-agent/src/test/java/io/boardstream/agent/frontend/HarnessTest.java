package io.boardstream.agent.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boardstream.agent.artifact.Artifacts;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.RunResult.Outcome;
import io.boardstream.agent.runner.RunSpec;
import io.boardstream.agent.runner.Runner;
import io.boardstream.agent.runner.Stage;
import io.boardstream.avro.Artifact;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.failure.FailureRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The harnesses that are shipped, as the example declares them, run by the agent's own runner. What
 * PyTorch and PyBuda would do is done by stand-ins, but for the tests that need the real PyTorch.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class HarnessTest {
  private static final Path EXAMPLE = Path.of("../deploy/agent/conf/frontends.yaml");
  private static final Path STANDINS = Path.of("src/test/resources/standins").toAbsolutePath();

  /** Frontend, options, and what to write instead. */
  private static final String WRONG_OPTIONS =
      """
      tt-torch | backend=nope       | write tt, or one of eager, inductor
      tt-torch | min_pcc=2          | write one that is
      tt-torch | runs=many          | write one from 1
      tt-torch | dtype=int7         | write one of these
      tt-torch | inputs=float32:1xx | write for example
      tt-torch | colour=blue        | known: allow_code
      tt-torch | cc.colour=blue     | CompilerConfig has
      tt-torch | enable_consteval=1 | true nor false
      pybuda   | device_config=wh_n900 | write one of these
      pybuda   | device_config=wh_n300 | write the one of n150
      pybuda   | harvested_rows=1,6    | from 1 to 5 and from 7 to 11
      pybuda   | harvested_rows=0      | from 1 to 5 and from 7 to 11
      pybuda   | harvested_rows=12     | from 1 to 5 and from 7 to 11
      pybuda   | harvested_rows=2,2    | write each once
      pybuda   | harvested_rows=2,3    | write harvested_rows=1,11
      pybuda   | device_descriptor=/nowhere/x.yaml | write the path of one that is there
      pybuda   | device_descriptor=x.yaml | begins with /
      pybuda   | chip_ids=0,0          | write each once
      pybuda   | chip_ids=7            | write less than 1
      pybuda   | math_fidelity=HiFi9   | write one of these
      pybuda   | default_df=Bfp3       | write one of these
      pybuda   | amp_light=3           | is not from 0 to 2
      pybuda   | amp_level=x           | write one from 0 to 1
      pybuda   | arch=grayskull        | write arch=wormhole_b0
      pybuda   | PYBUDA_=1             | capital letters
      pybuda   | config.colour=blue    | this PyBuda has
      pybuda   | device_config=wh_n150&harvested_rows=1 | mutually exclusive
      pybuda   | amp_light=1&PYBUDA_AMP_LIGHT=2 | mutually exclusive
      pybuda   | num_chips=2&chip_ids=0 | differ
      pybuda   | num_chips=0&offline=true&arch=grayskull | write their number
      pybuda   | PYBUDA_DEVMODE=1&devtype=silicon | remove one of them
      """;

  private static final String DRIVER =
      """
      import os, sys
      import boardstream_report, pybuda_harness, tt_torch_harness
      class Quiet:
          def __getattr__(self, name):
              return lambda *given, **named: None
      before = dict(os.environ)
      for line in sys.stdin:
          frontend, options = line.split()
          os.environ.clear()
          os.environ.update(before)
          arguments = ["--model", sys.argv[1], "--device", "n150"]
          if frontend == "pybuda":
              arguments += ["--architecture", "Wormhole", "--work", os.path.dirname(sys.argv[1])]
          for option in options.split("&"):
              arguments += ["--option", option]
          out, sys.stdout = sys.stdout, sys.stderr
          try:
              (pybuda_harness if frontend == "pybuda" else tt_torch_harness).run(Quiet(), arguments)
              message = "it was taken"
          except boardstream_report.Failure as failure:
              message = str(failure)
          sys.stdout = out
          print(message)
      """;

  @TempDir private Path folder;
  private final List<Stage> stages = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Frontends declared;
  private Path model;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(runs("import sys; sys.exit(sys.version_info < (3, 8))"), "no Python 3.8 or newer");
    Harnesses.unpack(folder.resolve(Harnesses.FOLDER));
    declared =
        Frontends.builtIn().plus(new CatalogueText("frontends.yaml", Files.readString(EXAMPLE)));
    model = Files.writeString(folder.resolve("model.pt2"), "whole");
  }

  @Test
  void withoutTheLibraryTheHostLacksADependency() throws Exception {
    assumeTrue(!runs("import torch"), "PyTorch is installed");
    for (String frontend : List.of("tt-torch", "torch-cpu", "pybuda")) {
      RunResult result = run(frontend, Map.of(), "n150");

      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.message()).contains("PyTorch is not installed");
      assertThat(category(result)).isEqualTo("dependency");
    }
  }

  @Test
  void withoutTheCompilerTheHostLacksADependency() throws Exception {
    standIn("torch");

    assertThat(category(run("tt-torch", Map.of(), "n150"))).isEqualTo("dependency");
    assertThat(category(run("pybuda", Map.of(), "n150"))).isEqualTo("dependency");
  }

  @Test
  void aModelIsCompiledRunAndCheckedByTtTorch() throws Exception {
    standIn("torch", "tt_torch");

    RunResult result = run("tt-torch", Map.of("min_pcc", "0.99", "runs", "3"), "n150");

    assertThat(result.message()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(stages).containsExactly(Stage.ADAPTING, Stage.COMPILING, Stage.EXECUTING);
    assertThat(result.metrics()).containsKeys("latency_ms", "throughput", "pcc", "first_call_ms");
    assertThat(result.properties()).containsEntry("framework", "pytorch");
    assertThat(result.properties().get("output_check")).startsWith("passed: 1 outputs");
    assertThat(result.properties()).doesNotContainEntry("simulated", "true");
    assertThat(result.tail())
        .as("consteval is on")
        .contains("a compiler prints what it likes True");
  }

  @Test
  void anotherBackendSaysNothingOfABoard() throws Exception {
    standIn("torch");

    assertThat(run("torch-cpu", Map.of("backend", "eager"), "cpu").properties())
        .containsEntry("simulated", "false");
    assertThat(run("tt-torch", Map.of("backend", "eager"), "n150").properties())
        .containsEntry("simulated", "true");
  }

  @Test
  void aCompilerThatWasToldToStopEarlyExecutesNothing() throws Exception {
    standIn("torch", "tt_torch");

    RunResult result = run("tt-torch", Map.of("cc.compile_depth", "STABLEHLO"), "n150");

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.stage()).isEqualTo(Stage.COMPILING);
  }

  @Test
  void aModelThatFailsByItselfFailsBeforeTheCompiler() throws Exception {
    standIn("torch", "tt_torch");
    Files.writeString(model, "broken");

    RunResult result = run("tt-torch", Map.of(), "n150");

    assertThat(result.failureReason()).contains("adaptation_error");
    assertThat(result.message()).contains("this program is broken");
    assertThat(result.stack()).contains("Traceback");
  }

  @Test
  void aWrongOptionIsAFailureOfTheConfigurationThatSaysWhatToWrite() throws Exception {
    environment.put("STANDIN_MASKS", "2050");
    List<String[]> cases =
        WRONG_OPTIONS.lines().map(line -> line.strip().split(" *\\| *", 3)).toList();

    List<String> messages = messages(cases);

    assertThat(messages).hasSameSizeAs(cases);
    for (int i = 0; i < cases.size(); i++) {
      assertThat(messages.get(i)).as(cases.get(i)[1]).contains(cases.get(i)[2]);
      assertThat(FailureRules.builtIn().diagnose(messages.get(i)).category().id())
          .as(messages.get(i))
          .isEqualTo("configuration");
    }
  }

  @Test
  void aWrongOptionEndsTheAttemptInAMoment() throws Exception {
    RunResult result = run("pybuda", Map.of("harvested_rows", "1,6"), "n150");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failureReason()).contains("execution_error");
    assertThat(category(result)).isEqualTo("configuration");
    assertThat(stages).isEmpty();
  }

  /** One process for all of them: what the harnesses say when they are given these options. */
  private List<String> messages(List<String[]> cases) throws Exception {
    standIn("torch", "tt_torch", "pybuda");
    StringBuilder input = new StringBuilder();
    cases.forEach(one -> input.append(one[0]).append(' ').append(one[1]).append('\n'));
    Path given = Files.writeString(folder.resolve("cases"), input);
    Path driver = Files.writeString(folder.resolve("driver.py"), DRIVER);
    ProcessBuilder builder =
        new ProcessBuilder("python3", "-B", driver.toString(), model.toString())
            .redirectInput(given.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    builder
        .environment()
        .merge("PYTHONPATH", folder.resolve(Harnesses.FOLDER).toString(), (a, b) -> a + ":" + b);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }

  @Test
  void aModelIsCompiledForABoardByPybudaAndItsImageTellsForWhich() throws Exception {
    standIn("torch", "pybuda");
    environment.put("STANDIN_MASKS", "2050");
    environment.put("STANDIN_FALLBACK", "yes");

    RunResult result =
        run(
            "pybuda",
            Map.of("harvested_rows", "1,11", "save_image", "true", "math_fidelity", "HiFi2"),
            "n150");

    assertThat(result.message()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.stage()).isEqualTo(Stage.EXECUTING);
    assertThat(result.properties())
        .containsEntry("simulated", "false")
        .containsEntry("cpu_fallback", "true")
        .containsEntry("device_configuration", "wormhole_b0; silicon; harvested rows 1,11");
    assertThat(result.warnings()).singleElement().asString().contains("embedding");
    Artifact artifact =
        new Artifacts(1 << 20)
            .keep(result.properties(), folder.resolve("work"), folder.resolve("kept"))
            .artifact()
            .orElseThrow();
    assertThat(artifact.getTti().orElseThrow().getHarvestedRows()).containsExactly(1, 11);
    assertThat(artifact.getTti().orElseThrow().getMathFidelity()).contains("HiFi2");
  }

  @Test
  void forABoardThatIsNotHereItIsOnlyCompiled() throws Exception {
    standIn("torch", "pybuda");

    RunResult result =
        run("pybuda-offline-n150", Map.of("offline", "true", "device_config", "wh_n150"), "n150");

    assertThat(result.message()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.stage()).isEqualTo(Stage.COMPILING);
    assertThat(folder.resolve("work/image.tti")).exists();
    assertThat(result.properties().get("device_configuration")).contains("wh_n150", "offline");
  }

  @Test
  void anImageIsLoadedAndRunOnlyWhereCodeIsAllowed() throws Exception {
    standIn("torch", "pybuda");
    run("pybuda-offline-n150", Map.of("offline", "true", "device_config", "wh_n150"), "n150");
    model = Files.move(folder.resolve("work/image.tti"), folder.resolve("image.tti"));
    stages.clear();

    assertThat(category(run("pybuda-image", Map.of(), "n150"))).isEqualTo("configuration");
    RunResult result = run("pybuda-image", Map.of("allow_code", "true"), "n150");

    assertThat(result.message()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(stages).containsExactly(Stage.EXECUTING);
    Files.writeString(model, "no image");
    assertThat(run("pybuda-image", Map.of("allow_code", "true"), "n150").message())
        .contains("cannot be read");
  }

  @Test
  void whatIsSimulatedSaysSoBeforeItCanCrash() throws Exception {
    standIn("torch");

    RunResult golden = run("pybuda-golden", Map.of("arch", "wormhole_b0"), "n150");
    assertThat(golden.properties()).containsEntry("simulated", "true");
    assertThat(declared.find("pybuda-golden").orElseThrow().simulated()).isTrue();
    RunResult devmode = run("pybuda", Map.of("PYBUDA_DEVMODE", "1"), "n150");
    assertThat(devmode.properties()).containsEntry("simulated", "true");
    assertThat(run("pybuda", Map.of("devtype", "golden"), "n150").properties())
        .containsEntry("simulated", "true");
  }

  @Test
  void aPickleOrAProgramIsNotLoadedUnlessThatIsAllowed() throws Exception {
    standIn("torch", "tt_torch");
    Path mark = folder.resolve("mark");
    model =
        Files.writeString(
            folder.resolve("model.py"),
            """
            open(%r, "w").close()
            import torch
            def load_model(): return lambda tensor: tensor * 3
            def load_inputs(): return (torch.rand([1, 4]),)
            """
                .replace("%r", "\"" + mark + "\""));

    RunResult refused = run("tt-torch", Map.of(), "n150");

    assertThat(category(refused)).isEqualTo("configuration");
    assertThat(mark).doesNotExist();
    assertThat(run("tt-torch", Map.of("allow_code", "true"), "n150").outcome())
        .isEqualTo(Outcome.COMPLETED);
    assertThat(mark).exists();
  }

  /** Proves the harness itself on any machine that has PyTorch; none of ours has to. */
  @Test
  void withTheRealPyTorchTheHarnessCompilesAndRuns() throws Exception {
    assumeTrue(runs("import torch"), "PyTorch is not installed for python3");
    assumeTrue(
        runs(
            """
            import torch
            class Net(torch.nn.Module):
                def __init__(self):
                    super().__init__()
                    self.layer = torch.nn.Linear(8, 4)
                def forward(self, x):
                    return torch.relu(self.layer(x))
            x = torch.rand(2, 8)
            torch.export.save(torch.export.export(Net().eval(), (x,)), "MODEL")
            """
                .replace("MODEL", model.toString())),
        "this PyTorch has no torch.export");

    RunResult result = run("torch-cpu", Map.of("backend", "eager", "min_pcc", "0.99"), "cpu");

    assertThat(result.message()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.metrics().get("pcc")).isGreaterThan(0.99);
    assertThat(result.properties()).containsEntry("parameters", "36");
  }

  private RunResult run(String frontend, Map<String, String> options, String device)
      throws IOException {
    Frontend chosen = declared.find(frontend).orElseThrow();
    assertThat(chosen.ladder()).isNotEmpty();
    Path work = folder.resolve("work");
    Map<String, String> values =
        Map.of(
            "model", model.toString(),
            "device", device,
            "architecture", "Wormhole",
            "work", work.toString(),
            "harness", folder.resolve(Harnesses.FOLDER).toString());
    Map<String, String> all = new HashMap<>(chosen.environment());
    all.putAll(environment);
    return new Runner("test-" + folder.getFileName(), System.getenv())
        .start(
            new RunSpec(
                "harness",
                chosen.command(values, new Rung(1, options)),
                all,
                work,
                folder.resolve("log"),
                chosen.limits()),
            stages::add)
        .await();
  }

  private static String category(RunResult result) {
    return FailureRules.builtIn().diagnose(result.message()).category().id();
  }

  /** Only these can be imported, beside what is installed. */
  private void standIn(String... names) {
    environment.put(
        "PYTHONPATH",
        Stream.of(names).map(name -> STANDINS.resolve(name).toString()).collect(joining(":")));
  }

  private static boolean runs(String program) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", program)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
