package io.boardstream.producers.postgres;

import io.boardstream.avro.FactVersion;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What becomes of the changes of one captured table: the records of its topic. */
interface TableRecords {

  /** The topic on which each row of the table is one key. */
  String topic();

  /** All keys of this source's rows start with it, and no others. */
  String keyPrefix();

  /**
   * The keys that a change is about: where the row stands now, and where it stood before.
   *
   * @throws ResyncException when the log does not say where it stood
   */
  Set<String> keys(RowChange change);

  /**
   * The records of a new state of a row, or why it cannot be used.
   *
   * @throws org.apache.kafka.common.KafkaException when it cannot be encoded for now
   * @throws ResyncException when the log does not say where the row stood before
   */
  Written write(RowChange change);

  /** The tombstone of a row that is no more. */
  ProducerRecord<byte[], byte[]> grave(String key, FactVersion version);

  /**
   * What is written for one change.
   *
   * @param records in the order in which they must be sent
   * @param rejected whether the row could not be used
   */
  record Written(List<ProducerRecord<byte[], byte[]>> records, boolean rejected) {}
}
