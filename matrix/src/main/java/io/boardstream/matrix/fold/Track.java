package io.boardstream.matrix.fold;

import java.util.List;
import java.util.Map;

/** Follows the series of a group, unit after unit, in the order of events. */
interface Track {

  /**
   * Runs that are judged together.
   *
   * @param runs what each adds, by its key
   */
  record Unit(RawKey key, List<Map.Entry<RawKey, byte[]>> runs) {}

  /** Takes what was found in a series. */
  @FunctionalInterface
  interface Found {

    /**
     * Something was found.
     *
     * @param name of the series in its group
     * @param told where it was found
     * @param change what, as the track packs it
     */
    void found(String name, SeriesPoint told, byte[] change);
  }

  void add(Unit unit, Found found);

  /** All that is remembered, bounded whatever the length of the series. */
  byte[] state();
}
