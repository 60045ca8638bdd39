package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/** What becomes of an input record. */
sealed interface Routed {

  /** A fact changed; the record key is the routing key of its model. */
  record Change(FactChange change) implements Routed {}

  /** Something for the task of a job; the record key is the key of the job. */
  record ForJob(Bytes message) implements Routed {}

  /** A row was assembled, or is gone when empty; the record key is its key. */
  record Row(Optional<BenchmarkRow> row) implements Routed {}

  /** The record could not be used; its key, value and headers are as they came. */
  record Dead(Bytes value) implements Routed {}
}
