package io.boardstream.matrix.settings;

import java.util.List;
import java.util.Map;

/** Which of the events that agents tell become benchmark rows. */
public final class EventKeys {

  public static final MatrixSettings.Key SIMULATED =
      new MatrixSettings.Key(
          "agent.simulated",
          "ignored",
          "Whether what agents say of simulated boards and runs is evidence: 'ignored' or 'counted'."
              + " What counts is marked as simulated in its origin. Documents change when it changes."
              + " Needs a restart.");

  /** All keys, in the order in which they are documented. */
  public static final List<MatrixSettings.Key> KEYS = List.of(SIMULATED);

  private EventKeys() {}

  /**
   * Whether what says nothing of real hardware counts.
   *
   * @param values key to text; a missing key takes its default, other keys are ignored
   * @throws IllegalArgumentException naming the key and what is allowed
   */
  public static boolean countSimulated(Map<String, String> values) {
    return SIMULATED.isFirstOf(values, "counted", "ignored");
  }
}
