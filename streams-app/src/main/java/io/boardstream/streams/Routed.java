package io.boardstream.streams;

import org.apache.kafka.common.utils.Bytes;

/** What becomes of an input record. */
sealed interface Routed {

  /** A fact changed; the record key is the routing key of its model. */
  record Change(FactChange change) implements Routed {}

  /** The record could not be used; its key, value and headers are as they came. */
  record Dead(Bytes value) implements Routed {}
}
