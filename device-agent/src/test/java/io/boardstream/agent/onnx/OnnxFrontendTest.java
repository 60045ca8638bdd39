package io.boardstream.agent.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.RunResult.Outcome;
import io.boardstream.agent.runner.RunSpec;
import io.boardstream.agent.runner.Runner;
import io.boardstream.agent.runner.Stage;
import io.boardstream.matrix.failure.FailureRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The reference frontend really compiles and runs models, in a process of its own. */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
final class OnnxFrontendTest {
  @TempDir private Path folder;
  private final Frontend frontend = Frontends.builtIn().find("onnx-cpu").orElseThrow();
  private final List<Stage> stages = new ArrayList<>();

  @BeforeEach
  void writeModels() throws IOException {
    SampleModels.write(folder);
  }

  @Test
  void aModelCompilesAndRuns() throws IOException {
    RunResult result = run(folder.resolve(SampleModels.WORKING), frontend.ladder().get(0));

    assertThat(result.message()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(stages).containsExactly(Stage.COMPILING, Stage.EXECUTING);
    assertThat(result.metrics()).containsKeys("latency_ms", "throughput");
    assertThat(result.metrics().get("throughput")).isPositive();
    assertThat(result.properties())
        .containsEntry("output_check", "passed: 1 outputs, no NaN")
        .containsEntry("frontend_version", "1.28.0");
    assertThat(result.durations()).containsKeys(Stage.COMPILING, Stage.EXECUTING);
  }

  @Test
  void anUnknownOperationFailsToCompileWithItsCategory() throws IOException {
    RunResult result = run(folder.resolve(SampleModels.UNSUPPORTED), frontend.ladder().get(1));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.stage()).isEqualTo(Stage.COMPILING);
    assertThat(result.failureReason()).contains("compilation_error");
    assertThat(result.message()).contains("Frobnicate");
    assertThat(FailureRules.builtIn().diagnose(result.message()).category().id())
        .isEqualTo("unsupported-op");
  }

  @Test
  void aFileThatIsNoModelFailsWithoutHarm() throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.onnx"), "this is no model");

    RunResult result = run(garbage, new Rung(1, Map.of()));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failureReason()).contains("compilation_error");
  }

  @Test
  void theSampleModelsAreTheSameBytesEveryTime() {
    assertThat(SampleModels.perceptron())
        .isEqualTo(SampleModels.perceptron())
        .hasSizeLessThan(2000);
  }

  private RunResult run(Path model, Rung rung) throws IOException {
    Map<String, String> values =
        Map.of(
            "model",
            model.toString(),
            "java",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "class-path",
            System.getProperty("java.class.path"));
    RunSpec spec =
        new RunSpec(
            "onnx-test",
            frontend.command(values, rung),
            frontend.environment(),
            folder.resolve("work"),
            folder.resolve("log"),
            frontend.limits());
    return new Runner("onnx-test", System.getenv()).start(spec, stages::add).await();
  }
}
