package io.boardstream.agent.jobs;

import java.util.List;
import java.util.Optional;

/**
 * A place where one job at a time can run: a board with all its chips.
 *
 * @param key of the board, unique and stable; of its first chip
 * @param device id of its device, which names the queue that it serves
 * @param simulated there is no such hardware: only simulated jobs run here
 * @param chips keys of all its chips, which are locked while a job runs
 */
public record BoardSlot(
    String key,
    String device,
    Optional<String> architecture,
    Optional<String> firmware,
    Optional<String> driver,
    boolean simulated,
    List<String> chips) {

  public BoardSlot {
    chips = List.copyOf(chips);
  }

  /** A real one with one chip. */
  public BoardSlot(
      String key,
      String device,
      Optional<String> architecture,
      Optional<String> firmware,
      Optional<String> driver) {
    this(key, device, architecture, firmware, driver, false, List.of(key));
  }

  /** The processor of this host, which the reference frontend runs on. */
  public static BoardSlot processor(String host) {
    return new BoardSlot(
        host + "/cpu",
        "cpu",
        Optional.of(System.getProperty("os.arch", "unknown")),
        Optional.empty(),
        Optional.empty());
  }

  /** Whether it is the same place; its firmware or its chips may be others from the next job on. */
  boolean isSamePlaceAs(BoardSlot other) {
    return key.equals(other.key) && device.equals(other.device) && simulated == other.simulated;
  }
}
