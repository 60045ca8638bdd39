package io.boardstream.agent.jobs;

import io.boardstream.agent.artifact.Artifacts;
import io.boardstream.agent.artifact.LeftBehind;
import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Harnesses;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.model.CachedModel;
import io.boardstream.agent.runner.Run;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.RunResult.Outcome;
import io.boardstream.agent.runner.RunSpec;
import io.boardstream.agent.runner.Runner;
import io.boardstream.agent.runner.Stage;
import io.boardstream.avro.JobRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Makes single attempts: one program with the options of one rung, or none where none can be. */
final class Attempts {
  private final Runner runner;
  private final AttemptLogs logs;
  private final Artifacts artifacts;
  private final Path work;
  private final Clock clock;

  /** A job on a board, by a frontend. */
  record Try(JobRequest job, BoardSlot board, Frontend frontend) {}

  /**
   * @param work folder in which each attempt has its own while it runs
   */
  Attempts(Runner runner, AttemptLogs logs, Artifacts artifacts, Path work, Clock clock) {
    this.runner = runner;
    this.logs = logs;
    this.artifacts = artifacts;
    this.work = work;
    this.clock = clock;
  }

  /** Runs the program until it has ended with all its children. */
  AttemptEvents.Attempt run(
      Try attempt,
      Rung rung,
      CachedModel model,
      int number,
      Consumer<Stage> onStage,
      JobStop stop) {
    String id = AttemptIds.id(attempt.job(), number);
    Path folder = work.resolve(id);
    Frontend frontend = attempt.frontend();
    RunSpec spec =
        new RunSpec(
            id,
            frontend.command(values(attempt, model, folder), rung),
            frontend.environment(),
            folder,
            logs.log(logs.folder(id)),
            frontend.limits());
    Instant started = clock.instant();
    RunResult result;
    LeftBehind left = LeftBehind.nothing();
    try {
      Run run = runner.start(spec, onStage);
      stop.during(run);
      result = run.await();
      left = artifacts.keep(result.properties(), folder, logs.folder(id));
    } catch (IOException e) {
      String message = "build or dependency: " + e.getMessage() + ": command not found";
      result = notRun(Stage.STARTING, "execution_error", message);
    } finally {
      stop.during(null);
      clear(folder);
    }
    return new AttemptEvents.Attempt(
        id,
        number,
        attempt.job(),
        attempt.board(),
        frontend,
        rung,
        model,
        result,
        left,
        started,
        clock.instant());
  }

  /** An attempt that could not be made. */
  AttemptEvents.Attempt unable(
      Try attempt, int number, Stage stage, String reason, String message) {
    Instant now = clock.instant();
    return new AttemptEvents.Attempt(
        AttemptIds.id(attempt.job(), number),
        number,
        attempt.job(),
        attempt.board(),
        attempt.frontend(),
        attempt.frontend().ladder().get(0),
        null,
        notRun(stage, reason, message),
        LeftBehind.nothing(),
        now,
        now);
  }

  private Map<String, String> values(Try attempt, CachedModel model, Path folder) {
    Map<String, String> values = new HashMap<>();
    values.put("model", model.file().toString());
    values.put("model-name", attempt.job().getModelName());
    values.put("device", attempt.board().device());
    values.put("architecture", attempt.board().architecture().orElse(""));
    values.put("work", folder.toString());
    values.put("harness", work.resolveSibling(Harnesses.FOLDER).toString());
    values.put("java", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    values.put("class-path", System.getProperty("java.class.path"));
    return values;
  }

  private static void clear(Path folder) {
    try {
      AttemptLogs.delete(folder);
    } catch (IOException e) {
      // A folder that stays costs room, and nothing else.
    }
  }

  private static RunResult notRun(Stage stage, String reason, String message) {
    return new RunResult(
        Outcome.FAILED,
        stage,
        Optional.of(reason),
        message,
        "",
        OptionalInt.empty(),
        OptionalInt.empty(),
        0,
        Map.of(stage, Duration.ZERO),
        Map.of(),
        Map.of(),
        List.of(),
        "",
        0,
        0);
  }
}
