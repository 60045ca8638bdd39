package io.boardstream.agent.jobs;

import io.boardstream.avro.JobControl;
import io.boardstream.runtime.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker in a thread of its own for each board that takes jobs, as boards come and go. */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** After that, whatever a worker waits for is broken off. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final BoardWorker.Shared shared;
  private final Map<String, Running> byBoard = new LinkedHashMap<>();

  private record Running(BoardWorker worker, Thread thread) {}

  Workers(BoardWorker.Shared shared) {
    this.shared = shared;
  }

  /**
   * Begins to serve with the boards that are new, and ends with those that are not there any more.
   */
  synchronized void follow(List<BoardSlot> boards) {
    byBoard.values().removeIf(running -> !running.thread().isAlive());
    Map<String, BoardSlot> wanted = new HashMap<>();
    boards.forEach(board -> wanted.put(board.key(), board));
    byBoard.forEach(
        (key, running) -> {
          BoardSlot now = wanted.remove(key);
          if (now != null && now.isSamePlaceAs(running.worker().board())) {
            running.worker().board(now);
          } else {
            // Another under the same key begins when this one has ended.
            running.worker().stop("The board " + key + " is not there, or takes no jobs, any more");
          }
        });
    boards.stream().filter(board -> wanted.containsKey(board.key())).forEach(this::begin);
  }

  synchronized void control(JobControl asked) {
    byBoard.values().forEach(running -> running.worker().control(asked));
  }

  /** How the first is doing that is not well. */
  synchronized Optional<Health> trouble() {
    return byBoard.values().stream()
        .map(running -> running.worker().health())
        .filter(health -> !health.isUp() && health.state() != Health.State.STOPPED)
        .findFirst();
  }

  /** Ends all of them; their jobs are given back. */
  void close() {
    List<Thread> threads = new ArrayList<>();
    synchronized (this) {
      byBoard
          .values()
          .forEach(
              running -> {
                running.worker().stop("The agent is stopping");
                threads.add(running.thread());
              });
    }
    long until = System.nanoTime() + GRACE.toNanos();
    for (Thread thread : threads) {
      long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
      if (!Threads.hasEnded(thread, Math.max(1, left))) {
        thread.interrupt();
        Threads.awaitEnd(thread);
      }
    }
  }

  private void begin(BoardSlot board) {
    BoardWorker worker = new BoardWorker(board, shared);
    Thread thread = new Thread(worker, "board-" + board.key());
    thread.setDaemon(true);
    byBoard.put(board.key(), new Running(worker, thread));
    thread.start();
    LOG.info("Jobs of {} are served by {}", board.device(), board.key());
  }
}
