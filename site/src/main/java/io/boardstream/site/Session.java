package io.boardstream.site;

import java.util.Optional;

/** One reading of topics: to the end that they had, then record by record as they come. */
interface Session {

  /** Reads what there is, or waits for it, and applies it. */
  void step();

  /** What keeps the next record from being applied, though the record may be fine. */
  Optional<? extends RuntimeException> blocked();

  /** Whether all that was there at the start has been applied. */
  boolean isComplete();

  /** How many keys have a newest record that cannot be used. */
  int unreadable();
}
