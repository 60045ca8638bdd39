package io.boardstream.agent.jobs;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rungs of a frontend in the order in which they are tried: what worked last comes first. */
final class Ladder {
  private final Map<String, Rung> worked = new ConcurrentHashMap<>();

  List<Rung> rungs(Frontend frontend, BoardSlot board) {
    List<Rung> rungs = new ArrayList<>(frontend.ladder());
    Rung before = worked.get(key(frontend, board));
    if (before != null && rungs.remove(before)) {
      rungs.add(0, before);
    }
    return rungs;
  }

  void worked(Frontend frontend, BoardSlot board, Rung rung) {
    worked.put(key(frontend, board), rung);
  }

  private static String key(Frontend frontend, BoardSlot board) {
    return frontend.name() + "/" + board.architecture().orElse(board.device());
  }
}
