package io.boardstream.site.history;

import java.time.Instant;
import java.util.Optional;

/**
 * Which points of history are asked for.
 *
 * @param step step that measured; empty for all
 * @param isl input sequence length, see {@link Size}
 * @param osl output sequence length
 * @param batch batch size
 * @param from first moment; empty for no limit
 * @param to last moment; empty for no limit
 * @param limit most points, the newest
 */
public record SeriesQuery(
    String model,
    String device,
    String metric,
    Optional<String> step,
    Size isl,
    Size osl,
    Size batch,
    Optional<Instant> from,
    Optional<Instant> to,
    int limit) {

  /**
   * A part of a configuration.
   *
   * @param any whatever it is
   * @param value when not any: that, or none
   */
  public record Size(boolean any, Optional<Long> value) {

    public static Size anything() {
      return new Size(true, Optional.empty());
    }
  }
}
