package io.boardstream.streams;

import io.boardstream.matrix.assembly.RowState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many rows of the four tables are in which state now, over all tasks of this instance: as a
 * row, or kept from being one by which rule.
 */
final class RowGauges {

  private final Map<String, Map<RowState, Long>> byStage = new ConcurrentHashMap<>();

  RowGauges(MeterRegistry registry) {
    for (RowState state : RowState.values()) {
      Gauge.builder("boardstream.streams.cicd.rows", () -> sum(state))
          .description("Rows of the four tables by what became of them")
          .tag("state", state.label())
          .register(registry);
    }
  }

  void set(String stage, Map<RowState, Long> counts) {
    byStage.put(stage, counts);
  }

  /** The stage went with its task to another instance. */
  void remove(String stage) {
    byStage.remove(stage);
  }

  private long sum(RowState state) {
    return byStage.values().stream().mapToLong(counts -> counts.getOrDefault(state, 0L)).sum();
  }
}
