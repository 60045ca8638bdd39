package io.boardstream.agent.boards;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The boards that a host has now: told by the one who looks for them, asked by those who use them.
 * Safe for many threads.
 */
public final class HostBoards {

  private record Now(List<FoundBoard> boards, Optional<String> driver) {}

  private volatile Now now = new Now(List.of(), Optional.empty());

  /**
   * What there is now.
   *
   * @param driver version of the kernel driver; null when it is not known
   */
  public void are(List<FoundBoard> boards, @Nullable String driver) {
    now = new Now(List.copyOf(boards), Optional.ofNullable(driver));
  }

  /** In the order of a look; none before the first one. */
  public List<FoundBoard> all() {
    return now.boards();
  }

  public Optional<String> driver() {
    return now.driver();
  }
}
