package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import java.util.Optional;

/** What a record of {@code matrix.models} asks of the documents. */
sealed interface ModelChange {

  /** The model has this document now. */
  @SuppressWarnings("ArrayRecordComponent") // Handed on once, never compared.
  record Put(String id, ModelCompatibility model, byte[] document) implements ModelChange {}

  /** The model is gone. */
  record Remove(String id) implements ModelChange {}

  /**
   * The record cannot be used.
   *
   * @param id the model that it is about, where at least that can be read: its document goes, for
   *     an update that we cannot read must not leave the old value standing as truth
   * @param exception kind of the error
   * @param reason what is wrong with the record, for people
   */
  record Unreadable(Optional<String> id, String exception, String reason) implements ModelChange {}
}
