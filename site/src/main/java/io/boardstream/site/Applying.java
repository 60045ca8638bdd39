package io.boardstream.site;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What becomes of the records of some topics. Used by one thread. */
interface Applying {

  List<String> topics();

  /**
   * Applies one record.
   *
   * @throws org.apache.kafka.common.errors.RetriableException when the registry is away: the record
   *     may be fine
   */
  void apply(ConsumerRecord<byte[], byte[]> record);

  /** Whether {@link #retain} wants to know of the key of this record. */
  boolean isNoted(ConsumerRecord<byte[], byte[]> record);

  /** All was read once: what is none of these keys is there no more. */
  void retain(Set<String> keys, Instant at);

  /** How many keys have a newest record that cannot be used. */
  int unreadable();
}
