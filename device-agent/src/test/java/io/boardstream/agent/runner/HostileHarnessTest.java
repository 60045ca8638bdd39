package io.boardstream.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.agent.runner.RunResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a harness does, it ends as a result, nothing of it stays, and the agent goes on. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class HostileHarnessTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path folder;
  private final String agent = "test-" + UUID.randomUUID();
  private final Runner runner = new Runner(agent, System.getenv());
  private final List<Stage> stages = new ArrayList<>();
  private Limits limits =
      new Limits(Map.of(), Duration.ofMinutes(1), 512 * MIB, 64 * MIB, MIB, 100);

  @AfterEach
  void nothingIsLeft() {
    assertThat(runner.endLeftBehind()).as("processes left behind").isZero();
  }

  @Test
  void aGoodHarnessCompletesWithAllThatItReported() throws IOException {
    RunResult result =
        run(
            """
            echo 'loading weights'
            echo '{"stage":"compiling"}'
            echo '{"warning":"slow path","properties":{"compiler":"1.2"}}'
            echo 'some text' >&2
            echo '{"stage":"executing"}'
            echo '{"metrics":{"latency_ms":1.5,"bad":"x"}}'
            echo '{"status":"completed"}'
            """);

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.stage()).isEqualTo(Stage.EXECUTING);
    assertThat(result.failureReason()).isEmpty();
    assertThat(result.metrics()).isEqualTo(Map.of("latency_ms", 1.5));
    assertThat(result.properties()).isEqualTo(Map.of("compiler", "1.2"));
    assertThat(result.warnings()).containsExactly("slow path");
    assertThat(result.durations()).containsKeys(Stage.COMPILING, Stage.EXECUTING);
    assertThat(result.exitCode()).hasValue(0);
    assertThat(stages).containsExactly(Stage.COMPILING, Stage.EXECUTING);
    assertThat(Files.readString(folder.resolve("log"))).contains("loading weights", "some text");
  }

  @Test
  void aReportedFailureSaysItsStageAndText() throws IOException {
    RunResult result =
        run(
            """
            echo '{"stage":"compiling"}'
            echo '{"status":"failed","message":"no such op","stack":"at x"}'
            exit 3
            """);

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failureReason()).contains("compilation_error");
    assertThat(result.message()).isEqualTo("no such op");
    assertThat(result.stack()).isEqualTo("at x");
    assertThat(result.exitCode()).hasValue(3);
  }

  @Test
  void aHangInAStageIsATimeout() throws IOException {
    limits =
        new Limits(
            Map.of(Stage.COMPILING, Duration.ofSeconds(1)),
            Duration.ofMinutes(1),
            512 * MIB,
            MIB,
            MIB,
            100);

    RunResult result =
        run("echo '{\"stage\":\"compiling\"}'; trap '' TERM INT HUP; sleep 1000 & wait");

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(result.failureReason()).contains("timeout");
    assertThat(result.message()).contains("compiling");
    assertThat(result.stage()).isEqualTo(Stage.COMPILING);
    assertThat(result.signal()).hasValue(9);
  }

  @Test
  void aFloodOfOutputIsStoppedAndTheLogIsBounded() throws IOException {
    RunResult result = run("yes 'all work and no play'");

    assertThat(result.outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
    assertThat(result.failureReason()).contains("harness_error");
    assertThat(Files.size(folder.resolve("log"))).isLessThan(2 * MIB);
    assertThat(Files.readString(folder.resolve("log"))).contains("bytes left out");
    assertThat(result.tail()).contains("no play").hasSizeLessThanOrEqualTo(64 << 10);
  }

  @Test
  void aLineOfAQuarterGigabyteIsCutWithoutHarm() throws IOException {
    limits = new Limits(Map.of(), Duration.ofMinutes(1), 512 * MIB, 2048 * MIB, MIB, 100);

    RunResult result =
        run("head -c 268435456 /dev/zero | tr '\\0' x; echo; echo '{\"status\":\"completed\"}'");

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.outputBytes()).isGreaterThan(256 * MIB);
    assertThat(Files.size(folder.resolve("log"))).isLessThan(2 * MIB);
  }

  @Test
  void aStormOfProcessesIsEndedAsATree() throws IOException {
    RunResult result = run("i=0; while [ $i -lt 300 ]; do sleep 600 & i=$((i+1)); done; wait");

    assertThat(result.outcome()).isEqualTo(Outcome.PROCESS_LIMIT);
    assertThat(result.message()).contains("100 allowed");
  }

  @Test
  void childrenThatOutliveTheHarnessAreEnded() throws IOException {
    RunResult result =
        run(
            """
            setsid sleep 600 &
            (setsid sh -c 'sleep 601 & sleep 602' &)
            sleep 1
            echo '{"status":"completed"}'
            """);

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.leftBehind()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void garbageIsNoResult() throws IOException {
    RunResult result =
        run(
            """
            head -c 100000 /dev/urandom
            echo '{"stage":42,"status":["completed"]}'
            echo '{"stage":'
            echo '[[[[[[[[[[[[[[[[[[[[[[[['
            echo '{"status":"well"}'
            """);

    assertThat(result.outcome()).isEqualTo(Outcome.NO_RESULT);
    assertThat(result.failureReason()).contains("harness_error");
  }

  @Test
  void exitZeroInSilenceIsNoResult() throws IOException {
    RunResult result = run("true");

    assertThat(result.outcome()).isEqualTo(Outcome.NO_RESULT);
    assertThat(result.message()).contains("exit code 0 without a result");
  }

  @Test
  void aSegmentationFaultIsRecordedWithItsSignal() throws IOException {
    RunResult result = run("echo '{\"stage\":\"executing\"}'; kill -SEGV $$");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failureReason()).contains("execution_error");
    assertThat(result.signal()).hasValue(11);
    assertThat(result.exitCode()).isEmpty();
    assertThat(result.message()).contains("SIGSEGV");
  }

  @Test
  void aCrashAfterTheResultIsAFailure() throws IOException {
    RunResult result = run("echo '{\"status\":\"completed\"}'; kill -ABRT $$");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.message()).contains("reported that it completed", "SIGABRT");
  }

  @Test
  void memoryWithoutBoundIsStoppedAndThePeakRecorded() throws IOException {
    limits = new Limits(Map.of(), Duration.ofMinutes(1), 128 * MIB, MIB, MIB, 100);

    RunResult result = run("tail /dev/zero");

    assertThat(result.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
    assertThat(result.failureReason()).contains("memory_limit");
    assertThat(result.peakMemoryBytes()).isGreaterThan(128 * MIB);
  }

  @Test
  void aRunCanBeCancelled() throws Exception {
    Run run = start("echo '{\"stage\":\"executing\"}'; sleep 600");
    await().atMost(Duration.ofSeconds(60)).until(() -> run.stage() == Stage.EXECUTING);

    run.cancel("asked for by a test");
    RunResult result = run.await();

    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(result.message()).isEqualTo("asked for by a test");
  }

  @Test
  void anAgentEndsWhatItLeftBehind() throws Exception {
    Run abandoned = start("sleep 600 & sleep 600");
    Runner sameAgentLater = new Runner(agent, System.getenv());

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(sameAgentLater.endLeftBehind()).isPositive());

    assertThat(abandoned.await().signal()).hasValue(9);
  }

  @Test
  void theAgentsOwnEnvironmentStaysWithIt() throws IOException {
    Runner withSecret = new Runner(agent, Map.of("PATH", "/usr/bin:/bin", "TOKEN", "hush"));

    RunResult result =
        withSecret.start(spec("env; echo '{\"status\":\"completed\"}'"), stage -> {}).await();

    assertThat(result.tail()).contains("PATH=").doesNotContain("hush");
  }

  private RunResult run(String script) throws IOException {
    return start(script).await();
  }

  private Run start(String script) throws IOException {
    return runner.start(spec(script), stages::add);
  }

  private RunSpec spec(String script) {
    return new RunSpec(
        UUID.randomUUID().toString(),
        List.of("/bin/sh", "-c", script),
        Map.of(),
        folder,
        folder.resolve("log"),
        limits);
  }
}
