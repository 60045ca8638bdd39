package io.boardstream.agent.jobs;

import java.util.Optional;

/**
 * A place where one job at a time can run.
 *
 * @param key of the board, unique and stable
 * @param device id of its device, which names the queue that it serves
 */
public record BoardSlot(
    String key,
    String device,
    Optional<String> architecture,
    Optional<String> firmware,
    Optional<String> driver) {

  /** The processor of this host, which the reference frontend runs on. */
  public static BoardSlot processor(String host) {
    return new BoardSlot(
        host + "/cpu",
        "cpu",
        Optional.of(System.getProperty("os.arch", "unknown")),
        Optional.empty(),
        Optional.empty());
  }
}
