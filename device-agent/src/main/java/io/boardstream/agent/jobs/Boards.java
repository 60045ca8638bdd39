package io.boardstream.agent.jobs;

import java.util.List;
import java.util.Optional;

/** The boards of this host, as far as jobs are concerned. */
public interface Boards {

  /** Which take jobs now; asked again all the time, so that boards may come and go. */
  List<BoardSlot> slots();

  /** Why a board must not be used, although it is there; empty when it can be. */
  default Optional<String> unusable(BoardSlot board) {
    return Optional.empty();
  }

  /**
   * Resets a board that a job hung on, if that is wanted, and returns when it is over. The caller
   * has the lock of the board.
   *
   * @return what was done and what came of it; empty when nothing was done
   */
  default Optional<String> resetAfterHang(BoardSlot board) {
    return Optional.empty();
  }

  /** What keeps boards that are there from taking jobs, for people. */
  default List<String> problems() {
    return List.of();
  }
}
