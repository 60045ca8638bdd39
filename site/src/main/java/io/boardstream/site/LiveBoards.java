package io.boardstream.site;

import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What is plugged in where, and how it feels. Written by one thread, read by any. */
final class LiveBoards implements Mirror {

  private final Clock clock;
  private final Map<String, Board> boards = new ConcurrentSkipListMap<>();
  private final Map<String, BoardTelemetry> newest = new ConcurrentHashMap<>();
  private volatile FeedState state = FeedState.starting("not started");

  LiveBoards(Clock clock) {
    this.clock = clock;
  }

  void put(Board board) {
    boards.put(board.getBoardKey(), board);
  }

  void remove(String key) {
    boards.remove(key);
    newest.remove(key);
  }

  void retain(Set<String> keys) {
    boards.keySet().retainAll(keys);
    newest.keySet().retainAll(keys);
  }

  /** Telemetry may come late: the newest counts by the clock of its host. */
  void put(BoardTelemetry telemetry) {
    newest.merge(
        telemetry.getBoardKey(),
        telemetry,
        (known, come) -> come.getSampledAt().isBefore(known.getSampledAt()) ? known : come);
  }

  /** By host and place. */
  List<BoardLine> lines() {
    Instant now = clock.instant();
    return boards.values().stream()
        .map(board -> BoardLine.of(board, newest.get(board.getBoardKey()), now))
        .toList();
  }

  @Override
  public FeedState state() {
    return state;
  }

  @Override
  public void is(FeedState now) {
    state = now;
  }
}
