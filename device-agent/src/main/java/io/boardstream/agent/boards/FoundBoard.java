package io.boardstream.agent.boards;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chip of this host, with its key and what the catalogue says of it.
 *
 * @param key unique, and stable across reboots
 * @param host the host, as the agent calls it
 * @param position of a remote chip: its place among the remote chips of its board
 * @param deviceId canonical id of its device; null when the catalogue does not know its type
 * @param architecture for example {@code Wormhole}; null when unknown
 */
public record FoundBoard(
    String key,
    String host,
    @Nullable Integer position,
    @Nullable String deviceId,
    @Nullable String architecture,
    Chip chip) {

  /** What people call it: device, or type, or what is known at all. */
  public String label() {
    Chip.Identity identity = chip.identity();
    String type = Optional.ofNullable(identity.type()).orElse("unknown board");
    return identity.side() == null ? type : type + " " + identity.side();
  }

  public boolean isSimulated() {
    return chip.origin().simulated();
  }
}
