package io.boardstream.agent.jobs;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.model.CachedModel;
import io.boardstream.agent.model.ModelCache;
import io.boardstream.agent.model.ModelUnavailableException;
import io.boardstream.agent.outbox.Message;
import io.boardstream.agent.outbox.Outbox;
import io.boardstream.agent.runner.Limits;
import io.boardstream.agent.runner.Run;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.RunResult.Outcome;
import io.boardstream.agent.runner.RunSpec;
import io.boardstream.agent.runner.Runner;
import io.boardstream.agent.runner.Stage;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tries a job on a board: fetches the model, then climbs the ladder of the frontend until something
 * works. All that it says goes through the outbox.
 */
final class JobRunner {

  private final Parts parts;
  private final Map<String, Rung> worked = new ConcurrentHashMap<>();

  /** What it works with. */
  record Parts(
      String host,
      JobTopics topics,
      Outbox outbox,
      Frontends frontends,
      ModelCache models,
      Runner runner,
      AttemptLogs logs,
      AttemptEvents events,
      Path work,
      Clock clock) {}

  /** How a caller can stop a job from another thread. */
  static final class Stop {
    private @Nullable Run run;
    private @Nullable String why;
    private boolean abandoned;

    /** Stops it, and tells nobody: the job is not ours any more, or shall run elsewhere. */
    synchronized void abandon(String reason) {
      abandoned = true;
      stop(reason);
    }

    synchronized boolean isAbandoned() {
      return abandoned;
    }

    synchronized void stop(String reason) {
      why = reason;
      if (run != null) {
        run.cancel(reason);
      }
    }

    private synchronized void during(@Nullable Run current) {
      run = current;
      if (current != null && why != null) {
        current.cancel(why);
      }
    }
  }

  JobRunner(Parts parts) {
    this.parts = parts;
  }

  /** Does a job; all that became of it is in the outbox when this returns. */
  void run(JobRequest job, BoardSlot board, int delivery, Stop stop) {
    Optional<Frontend> frontend = parts.frontends().find(job.getFrontend());
    if (frontend.isEmpty() || !frontend.get().devices().contains(board.device())) {
      String message =
          "configuration error: host %s declares no frontend \"%s\" for the device %s"
              .formatted(parts.host(), job.getFrontend(), board.device());
      Frontend none =
          new Frontend(
              job.getFrontend(),
              List.of("none"),
              Map.of(),
              Set.of(),
              false,
              List.of(new Rung(1, Map.of())),
              Limits.generous());
      unable(job, board, none, delivery, Stage.STARTING, "execution_error", message);
      return;
    }
    state(job, board, delivery, "downloading", null);
    try (CachedModel model = parts.models().fetch(job.getModelAddress(), job.getModelSha256())) {
      climb(job, board, frontend.get(), model, delivery, stop);
    } catch (ModelUnavailableException e) {
      String message = String.valueOf(e.getMessage());
      unable(job, board, frontend.get(), delivery, Stage.DOWNLOADING, "download_error", message);
    }
  }

  /** The job was asked to be cancelled before it began. */
  void cancelled(JobRequest job, BoardSlot board, int delivery, String why) {
    JobState state =
        stateOf(job, board, "cancelled")
            .setAttempts(Attempts.number(job, delivery, 0) - 1)
            .setMessage(why)
            .build();
    parts.outbox().put(List.of(message(state)));
  }

  private void climb(
      JobRequest job,
      BoardSlot board,
      Frontend frontend,
      CachedModel model,
      int delivery,
      Stop stop) {
    List<Rung> rungs = rungs(frontend, board);
    for (int i = 0; i < rungs.size(); i++) {
      AttemptEvents.Attempt attempt =
          attempt(
              job, board, frontend, rungs.get(i), model, Attempts.number(job, delivery, i), stop);
      if (stop.isAbandoned()) {
        return;
      }
      Outcome outcome = attempt.result().outcome();
      boolean goOn =
          i + 1 < rungs.size() && (outcome == Outcome.FAILED || outcome == Outcome.MEMORY_LIMIT);
      if (attempt.result().completed()) {
        worked.put(key(frontend, board), rungs.get(i));
      }
      tell(attempt, !goOn);
      if (!goOn) {
        return;
      }
    }
  }

  private AttemptEvents.Attempt attempt(
      JobRequest job,
      BoardSlot board,
      Frontend frontend,
      Rung rung,
      CachedModel model,
      int number,
      Stop stop) {
    String id = Attempts.id(job, number);
    Path work = parts.work().resolve(id);
    Map<String, String> values = new HashMap<>();
    values.put("model", model.file().toString());
    values.put("model-name", job.getModelName());
    values.put("device", board.device());
    values.put("work", work.toString());
    values.put("java", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    values.put("class-path", System.getProperty("java.class.path"));
    RunSpec spec =
        new RunSpec(
            id,
            frontend.command(values, rung),
            frontend.environment(),
            work,
            parts.logs().log(parts.logs().folder(id)),
            frontend.limits());
    Instant started = parts.clock().instant();
    RunResult result;
    try {
      Run run = parts.runner().start(spec, stage -> state(job, board, number, stage.word(), id));
      stop.during(run);
      result = run.await();
    } catch (IOException e) {
      result =
          notRun(
              Outcome.FAILED,
              Stage.STARTING,
              "execution_error",
              "build or dependency: " + e.getMessage() + ": command not found");
    } finally {
      stop.during(null);
      clear(work);
    }
    return new AttemptEvents.Attempt(
        id, number, job, board, frontend, rung, model, result, started, parts.clock().instant());
  }

  private void unable(
      JobRequest job,
      BoardSlot board,
      Frontend frontend,
      int delivery,
      Stage stage,
      String reason,
      String message) {
    int number = Attempts.number(job, delivery, 0);
    Instant now = parts.clock().instant();
    RunResult result = notRun(Outcome.FAILED, stage, reason, message);
    Rung rung = frontend.ladder().get(0);
    tell(
        new AttemptEvents.Attempt(
            Attempts.id(job, number), number, job, board, frontend, rung, null, result, now, now),
        true);
  }

  /** The events of an attempt and, when it was the last, how the job ended: all or nothing. */
  private void tell(AttemptEvents.Attempt attempt, boolean last) {
    List<SpecificRecord> events = parts.events().of(attempt);
    List<Message> messages = new ArrayList<>();
    String[] topics = {parts.topics().compileEvents(), parts.topics().runEvents()};
    for (int i = 0; i < events.size(); i++) {
      messages.add(new Message(topics[i], attempt.id(), events.get(i), false));
    }
    if (last) {
      RunResult result = attempt.result();
      String word =
          result.completed()
              ? "completed"
              : result.outcome() == Outcome.CANCELLED ? "cancelled" : "failed";
      messages.add(
          message(
              stateOf(attempt.job(), attempt.board(), word)
                  .setAttemptId(attempt.id())
                  .setAttempts(attempt.number())
                  .setMessage(result.message().isEmpty() ? null : result.message())
                  .setFailureReason(result.failureReason().orElse(null))
                  .setFailureCategory(parts.events().category(result).orElse(null))
                  .build()));
    }
    parts.outbox().put(messages);
    try {
      parts.logs().keep(attempt.id(), events);
    } catch (IOException e) {
      throw new UncheckedIOException("The attempt " + attempt.id() + " cannot be kept", e);
    }
  }

  private void state(
      JobRequest job, BoardSlot board, int attempts, String word, @Nullable String attempt) {
    parts
        .outbox()
        .put(
            List.of(
                message(
                    stateOf(job, board, word)
                        .setAttempts(attempts)
                        .setAttemptId(attempt)
                        .build())));
  }

  private JobState.Builder stateOf(JobRequest job, BoardSlot board, String word) {
    return JobState.newBuilder()
        .setJobId(job.getJobId())
        .setState(word)
        .setRequest(job)
        .setAttemptId(null)
        .setBoardKey(board.key())
        .setHost(parts.host())
        .setUpdatedAt(parts.clock().instant());
  }

  private Message message(JobState state) {
    return new Message(parts.topics().state(), state.getJobId(), state, true);
  }

  /** The one that worked last on such a board comes first. */
  private List<Rung> rungs(Frontend frontend, BoardSlot board) {
    List<Rung> rungs = new ArrayList<>(frontend.ladder());
    Rung before = worked.get(key(frontend, board));
    if (before != null && rungs.remove(before)) {
      rungs.add(0, before);
    }
    return rungs;
  }

  private static String key(Frontend frontend, BoardSlot board) {
    return frontend.name() + "/" + board.architecture().orElse(board.device());
  }

  private static void clear(Path work) {
    try {
      AttemptLogs.delete(work);
    } catch (IOException e) {
      // A folder that stays costs room, and nothing else.
    }
  }

  private static RunResult notRun(Outcome outcome, Stage stage, String reason, String message) {
    return new RunResult(
        outcome,
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
