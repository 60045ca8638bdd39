package io.boardstream.agent.jobs;

import io.boardstream.agent.boards.BoardLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a board has one user at a time, and none while it must not be used. */
final class BoardCare {
  private static final Logger LOG = LoggerFactory.getLogger(BoardCare.class);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final BoardLock locks;
  private final Boards boards;

  BoardCare(BoardLock locks, Boards boards) {
    this.locks = locks;
    this.boards = boards;
  }

  /** A board that is ours until this is closed. */
  static final class Use implements AutoCloseable {
    private final List<BoardLock.Held> held;

    private Use(List<BoardLock.Held> held) {
      this.held = held;
    }

    @Override
    public void close() {
      held.forEach(BoardLock.Held::close);
    }
  }

  /** Why the board must not be used; empty when it can be. */
  Optional<String> unusable(BoardSlot board) {
    return boards.unusable(board);
  }

  /** See {@link Boards#resetAfterHang}. */
  Optional<String> resetAfterHang(BoardSlot board) {
    return boards.resetAfterHang(board);
  }

  /**
   * Takes the locks of all chips of a board, and waits while somebody else has one: a reset takes
   * its time. Empty when the job was stopped meanwhile.
   *
   * @param purpose told to others who ask for the board
   */
  Optional<Use> use(BoardSlot board, String purpose, JobStop stop) {
    boolean told = false;
    while (stop.why().isEmpty()) {
      List<BoardLock.Held> held = new ArrayList<>();
      Optional<String> taken = take(board, purpose, held);
      if (taken.isEmpty()) {
        return Optional.of(new Use(held));
      }
      held.forEach(BoardLock.Held::close);
      if (!told) {
        told = true;
        LOG.info(
            "{} waits for {}, which is in use: {}",
            purpose,
            taken.get(),
            locks.purpose(taken.get()));
      }
      pause(stop);
    }
    return Optional.empty();
  }

  /** The chip that somebody else has; empty when all are ours. */
  private Optional<String> take(BoardSlot board, String purpose, List<BoardLock.Held> held) {
    for (String chip : board.chips()) {
      Optional<BoardLock.Held> lock = locks.tryLock(chip, purpose);
      if (lock.isEmpty()) {
        return Optional.of(chip);
      }
      held.add(lock.get());
    }
    return Optional.empty();
  }

  private static void pause(JobStop stop) {
    try {
      stop.interruptibly(
          () -> {
            Thread.sleep(LOOK.toMillis());
            return LOOK;
          });
    } catch (InterruptedException e) {
      // Of the job, which is seen by who waits; or of this thread, at the end of the agent.
      if (stop.why().isEmpty()) {
        stop.abandon("The agent is stopping");
      }
    }
  }
}
