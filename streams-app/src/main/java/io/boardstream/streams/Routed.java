package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.MatrixSummary;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/** What becomes of an input record. */
sealed interface Routed {

  /**
   * A fact, an override or an entry of the catalogue changed; the record key is the routing key of
   * the model, if it is about one.
   */
  record Change(FoldInput change) implements Routed {}

  /** Something for the task of a job; the record key is the key of the job. */
  record ForJob(Bytes message) implements Routed {}

  /** A row was assembled, or is gone when empty; the record key is its key. */
  record Row(Optional<BenchmarkRow> row) implements Routed {}

  /** Numbers over the attempts of a task changed; the record key names the task. */
  record Totals(MatrixSummary totals) implements Routed {}

  /** The record could not be used; its key, value and headers are as they came. */
  record Dead(Bytes value) implements Routed {}
}
