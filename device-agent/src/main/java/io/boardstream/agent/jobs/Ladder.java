package io.boardstream.agent.jobs;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rungs of a frontend in the order in which they are tried: first what worked last for the
 * model on such a board, then what worked last for any model there, then as they are declared.
 */
final class Ladder {

  /** Stands for any model. */
  private static final String ANY = "";

  private final RungMemory memory;

  Ladder(RungMemory memory) {
    this.memory = memory;
  }

  /**
   * @param model SHA-256 of its file
   */
  List<Rung> rungs(Frontend frontend, BoardSlot board, String model) {
    List<Rung> rungs = new ArrayList<>(frontend.ladder());
    for (String of : List.of(ANY, model)) {
      Optional<String> before = memory.worked(frontend.name(), architecture(board), of);
      rungs.stream()
          .filter(rung -> before.filter(RungMemory.text(rung)::equals).isPresent())
          .findFirst()
          .ifPresent(
              rung -> {
                rungs.remove(rung);
                rungs.add(0, rung);
              });
    }
    return rungs;
  }

  void worked(Frontend frontend, BoardSlot board, String model, Rung rung) {
    memory.remember(frontend.name(), architecture(board), List.of(ANY, model), rung);
  }

  private static String architecture(BoardSlot board) {
    return board.architecture().orElse(board.device());
  }
}
