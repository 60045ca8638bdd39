package io.boardstream.streams;

import org.apache.kafka.common.utils.Bytes;

/** What becomes of an input record. */
sealed interface Routed {

  /**
   * A fact, an override or an entry of the catalogue changed; the record key is the routing key of
   * the model, if it is about one.
   */
  record Change(FoldInput change) implements Routed {}

  /** The record could not be used; its key, value and headers are as they came. */
  record Dead(Bytes value) implements Routed {}
}
