package io.boardstream.agent.jobs;

import io.boardstream.agent.outbox.OutboxException;
import io.boardstream.avro.JobControl;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.runtime.Health;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the queues of a device with one board: one job at a time, acknowledged when what became of
 * it is in the outbox. While a job runs, its lock on the broker is renewed; when the lock is lost
 * all the same, the job is somebody else's and is stopped here.
 */
final class BoardWorker implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BoardWorker.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Set<String> FINAL = Set.of("completed", "failed", "cancelled");

  private final Shared shared;
  private final ExecutorService executor;
  private volatile BoardSlot board;
  private volatile @Nullable String stopping;
  private volatile @Nullable Current current;
  private volatile Health health = Health.starting("the queue was not read yet");

  /**
   * What all workers of a host use.
   *
   * @param places how many jobs may run at once
   */
  record Shared(
      JobRunner jobs,
      BoardCare care,
      JobTopics topics,
      boolean allowSimulated,
      Map<String, String> settings,
      LatestTable<JobControl> control,
      LatestTable<JobState> states,
      Semaphore places) {}

  private record Current(JobRequest job, JobStop stop) {}

  BoardWorker(BoardSlot board, Shared shared) {
    this.board = board;
    this.shared = shared;
    this.executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "job-" + board.key()));
  }

  BoardSlot board() {
    return board;
  }

  /** The same place as it is now, for the next job. */
  void board(BoardSlot now) {
    board = now;
  }

  Health health() {
    return health;
  }

  /** Stops after releasing the job that is under way, so that it is given to another board. */
  void stop(String why) {
    if (stopping == null) {
      stopping = why;
    }
    Current now = current;
    if (now != null) {
      now.stop().abandon(why);
    }
  }

  /** Somebody asked for something about a job, perhaps the one that runs here. */
  void control(JobControl asked) {
    Current now = current;
    if (now != null && cancels(asked, now.job())) {
      now.stop().stop("Cancelled by " + asked.getBy().orElse("somebody"));
    }
  }

  @Override
  public void run() {
    try {
      while (stopping == null) {
        try (JobQueue queue = open()) {
          serve(queue);
        } catch (InterruptException e) {
          stop("The agent is stopping");
        } catch (KafkaException | OutboxException e) {
          troubled("jobs of %s cannot be served: %s".formatted(board.device(), e.getMessage()), e);
        } catch (RuntimeException e) {
          troubled("an unexpected error, the job is tried again: " + e, e);
        }
      }
    } finally {
      executor.shutdownNow();
      health = Health.stopped();
    }
  }

  private JobQueue open() {
    List<String> queues = shared.topics().queues(board, shared.allowSimulated());
    return new JobQueue(shared.topics(), queues, shared.settings());
  }

  private void serve(JobQueue queue) {
    while (stopping == null) {
      Optional<String> unusable = shared.care().unusable(board);
      if (unusable.isPresent()) {
        health = Health.waiting(unusable.get());
        pause();
      } else if (hasPlace()) {
        try {
          queue.take(POLL).forEach(taken -> handle(queue, taken));
        } finally {
          shared.places().release();
        }
        health = Health.up();
      }
    }
  }

  private void handle(JobQueue queue, JobQueue.Taken taken) {
    JobRequest job = taken.job();
    if (isOver(job)) {
      queue.accept(taken);
      return;
    }
    Optional<JobControl> asked = shared.control().get(job.getJobId()).filter(c -> cancels(c, job));
    if (asked.isPresent()) {
      String by = asked.get().getBy().orElse("somebody");
      shared
          .jobs()
          .cancelled(job, board, taken.delivery(), "Cancelled by " + by + " before it began");
      queue.accept(taken);
      return;
    }
    JobStop stop = new JobStop();
    current = new Current(job, stop);
    String ending = stopping;
    if (ending != null) {
      stop.abandon(ending);
    }
    // A cancel that came between the look above and this line is found here.
    shared.control().get(job.getJobId()).ifPresent(this::control);
    BoardSlot place = board;
    Future<?> running =
        executor.submit(() -> shared.jobs().run(job, place, taken.delivery(), stop));
    try {
      await(queue, taken, running, stop);
    } finally {
      current = null;
    }
  }

  /** Renews the lock until the job is over, then says so to the broker. */
  private void await(JobQueue queue, JobQueue.Taken taken, Future<?> running, JobStop stop) {
    Duration renewal = queue.renewal();
    boolean ours = true;
    while (!isOver(running, renewal)) {
      if (ours && !queue.renew(taken)) {
        ours = false;
        stop.abandon("The lock on the job was lost; another agent has it");
      }
    }
    @Nullable Throwable failure = failure(running);
    if (ours) {
      // Stopped by us, it shall run elsewhere; without room in the outbox, later.
      if (stop.isAbandoned() || failure != null) {
        LOG.info(
            "Job {} is given back: {}",
            taken.job().getJobId(),
            failure == null ? stop.why().orElse("") : failure.toString());
        queue.release(taken);
      } else {
        queue.accept(taken);
      }
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
  }

  private static boolean isOver(Future<?> running, Duration within) {
    try {
      running.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static @Nullable Throwable failure(Future<?> done) {
    try {
      done.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Delivered again after it ended: somebody died between telling that and acknowledging. */
  private boolean isOver(JobRequest job) {
    Optional<JobState> state = shared.states().get(job.getJobId());
    return state.isPresent()
        && FINAL.contains(state.get().getState())
        && state.get().getRequest().getRetry() >= job.getRetry();
  }

  private static boolean cancels(JobControl asked, JobRequest job) {
    return asked.getAction().equals("cancel") && asked.getRetry() >= job.getRetry();
  }

  private boolean hasPlace() {
    try {
      return shared.places().tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void troubled(String what, RuntimeException error) {
    health = Health.waiting("Board %s: %s".formatted(board.key(), what));
    LOG.warn("Board {}: {}", board.key(), what, error);
    pause();
  }

  private void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      stop("The agent is stopping");
      Thread.currentThread().interrupt();
    }
  }
}
