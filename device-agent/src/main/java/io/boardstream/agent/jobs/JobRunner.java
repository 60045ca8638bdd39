package io.boardstream.agent.jobs;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.model.CachedModel;
import io.boardstream.agent.model.ModelCache;
import io.boardstream.agent.model.ModelUnavailableException;
import io.boardstream.agent.runner.Limits;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.RunResult.Outcome;
import io.boardstream.agent.runner.Stage;
import io.boardstream.avro.JobRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tries a job on a board: fetches the model, then climbs the ladder of the frontend until something
 * works. The board is nobody else's meanwhile, and until it was reset if it hung.
 */
final class JobRunner {
  private final Parts parts;

  /**
   * What it works with.
   *
   * @param allowSimulated whether jobs may be done that say nothing of real hardware
   */
  record Parts(
      String host,
      boolean allowSimulated,
      Frontends frontends,
      ModelCache models,
      BoardCare care,
      Attempts attempts,
      Ladder ladder,
      AttemptLogs logs,
      JobReports reports) {}

  JobRunner(Parts parts) {
    this.parts = parts;
  }

  /** Does a job; all that became of it is in the outbox when this returns. */
  void run(JobRequest job, BoardSlot board, int delivery, JobStop stop) {
    Optional<Frontend> frontend =
        parts
            .frontends()
            .find(job.getFrontend())
            .filter(found -> found.devices().contains(board.device()));
    if (frontend.isEmpty()) {
      refuse(
          job,
          board,
          delivery,
          "host %s declares no frontend \"%s\" for the device %s"
              .formatted(parts.host(), job.getFrontend(), board.device()));
    } else if (job.getSimulated() && !parts.allowSimulated()) {
      refuse(
          job,
          board,
          delivery,
          "host %s allows no simulated jobs, and this one came by the queue of real ones"
              .formatted(parts.host()));
    } else {
      fetchAndClimb(new Attempts.Try(job, board, frontend.get()), delivery, stop);
    }
  }

  /** The job was asked to be cancelled before it began. */
  void cancelled(JobRequest job, BoardSlot board, int delivery, String why) {
    parts.reports().cancelled(job, board, AttemptIds.before(delivery), why);
  }

  private void fetchAndClimb(Attempts.Try job, int delivery, JobStop stop) {
    state(job, AttemptIds.before(delivery), Stage.DOWNLOADING);
    try (CachedModel model = stop.interruptibly(() -> model(job.job()));
        Using board = new Using(parts.care().use(job.board(), purpose(job), stop))) {
      if (board.use().isPresent()) {
        climb(job, model, delivery, stop);
      } else {
        stopped(job, delivery, stop);
      }
    } catch (ModelUnavailableException e) {
      if (stop.why().isPresent()) {
        stopped(job, delivery, stop);
      } else {
        String message = String.valueOf(e.getMessage());
        unable(job, delivery, Stage.DOWNLOADING, "download_error", message);
      }
    }
  }

  /** The board, or nothing when the job was stopped before it was ours. */
  private record Using(Optional<BoardCare.Use> use) implements AutoCloseable {
    @Override
    public void close() {
      use.ifPresent(BoardCare.Use::close);
    }
  }

  private CachedModel model(JobRequest job) throws ModelUnavailableException {
    return parts.models().fetch(job.getModelAddress(), job.getModelSha256());
  }

  private void climb(Attempts.Try job, CachedModel model, int delivery, JobStop stop) {
    List<Rung> rungs = parts.ladder().rungs(job.frontend(), job.board(), model.sha256());
    for (int i = 0; i < rungs.size(); i++) {
      int number = AttemptIds.number(delivery, i);
      String id = AttemptIds.id(job.job(), number);
      AttemptEvents.Attempt attempt =
          parts
              .attempts()
              .run(
                  job,
                  rungs.get(i),
                  model,
                  number,
                  stage -> parts.reports().state(job.job(), job.board(), number, stage.word(), id),
                  stop);
      if (stop.isAbandoned()) {
        return;
      }
      Outcome outcome = attempt.result().outcome();
      if (outcome == Outcome.COMPLETED) {
        parts.ladder().worked(job.frontend(), job.board(), model.sha256(), rungs.get(i));
      } else if (outcome == Outcome.TIMEOUT) {
        attempt = afterHang(attempt);
      }
      boolean last =
          i + 1 == rungs.size() || (outcome != Outcome.FAILED && outcome != Outcome.MEMORY_LIMIT);
      parts.reports().attempt(attempt, last);
      if (last) {
        return;
      }
    }
  }

  /** The board is reset if so configured; event and log of the attempt say what came of it. */
  private AttemptEvents.Attempt afterHang(AttemptEvents.Attempt attempt) {
    Optional<String> said = parts.care().resetAfterHang(attempt.board());
    if (said.isEmpty()) {
      return attempt;
    }
    parts.logs().note(attempt.id(), said.get());
    RunResult result = attempt.result().warned(said.get());
    return attempt.with(result);
  }

  /** Before an attempt was made: told if it was cancelled, and not if it is somebody else's now. */
  private void stopped(Attempts.Try job, int delivery, JobStop stop) {
    if (!stop.isAbandoned()) {
      String why = stop.why().orElse("Cancelled");
      cancelled(job.job(), job.board(), delivery, why);
    }
  }

  private void refuse(JobRequest job, BoardSlot board, int delivery, String why) {
    Frontend none =
        new Frontend(
            job.getFrontend(),
            List.of("none"),
            Map.of(),
            Set.of(),
            false,
            List.of(new Rung(1, Map.of())),
            Limits.generous());
    unable(
        new Attempts.Try(job, board, none),
        delivery,
        Stage.STARTING,
        "execution_error",
        "configuration error: " + why);
  }

  private void unable(Attempts.Try job, int delivery, Stage stage, String reason, String message) {
    int number = AttemptIds.number(delivery, 0);
    parts.reports().attempt(parts.attempts().unable(job, number, stage, reason, message), true);
  }

  private void state(Attempts.Try job, int attempts, Stage stage) {
    parts.reports().state(job.job(), job.board(), attempts, stage.word(), null);
  }

  private static String purpose(Attempts.Try job) {
    return "job " + job.job().getJobId();
  }
}
