package io.boardstream.agent.terminal;

import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Quantity;
import io.boardstream.agent.boards.Sighting;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mean of what was measured since the start, by board. Used by one thread. */
final class Averages {

  private static final class Mean {
    private double value;
    private long count;

    void add(double measured) {
      count++;
      value += (measured - value) / count;
    }
  }

  private final Map<String, Map<Quantity, Mean>> means = new HashMap<>();

  void add(Sighting sighting) {
    for (FoundBoard board : sighting.boards()) {
      Map<Quantity, Mean> ofBoard =
          means.computeIfAbsent(board.key(), key -> new EnumMap<>(Quantity.class));
      board
          .chip()
          .reading()
          .values()
          .forEach(
              (quantity, value) -> ofBoard.computeIfAbsent(quantity, q -> new Mean()).add(value));
    }
  }

  @Nullable Double of(String boardKey, Quantity quantity) {
    Mean mean = means.getOrDefault(boardKey, Map.of()).get(quantity);
    return mean == null ? null : mean.value;
  }
}
