package io.boardstream.producers.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The records that a row can become: itself, a grave, a dead letter. */
public final class RowRecords {

  private final String topic;
  private final DeadLetters deadLetters;
  private final Serializer<BenchmarkRow> serializer;

  public RowRecords(String topicsPrefix, Serializer<BenchmarkRow> serializer) {
    this.topic = TopicCatalogue.BENCHMARK_ROWS.name(topicsPrefix);
    this.deadLetters = new DeadLetters(topicsPrefix);
    this.serializer = serializer;
  }

  /** The topic of the rows, with its prefix. */
  public String topic() {
    return topic;
  }

  /** Of a row that is alive; its version stands in a header too, to be told without decoding. */
  public ProducerRecord<byte[], byte[]> alive(String key, BenchmarkRow row, FactVersion version) {
    return versioned(key, serializer.serialize(topic, row), version);
  }

  /** Of a row that is no more. */
  public ProducerRecord<byte[], byte[]> grave(String key, FactVersion version) {
    return versioned(key, null, version);
  }

  /**
   * Of a row that cannot be used.
   *
   * @param where the table or the file in which it stands
   * @param columns its values as they came
   */
  public ProducerRecord<byte[], byte[]> deadLetter(
      String key,
      String where,
      MappedRow.Rejected rejected,
      Map<String, ? extends @Nullable Object> columns) {
    return deadLetters.of(key, where, rejected.rule(), rejected.reason(), columns);
  }

  private ProducerRecord<byte[], byte[]> versioned(
      String key, byte @Nullable [] value, FactVersion version) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
    VersionHeader.write(record.headers(), version);
    return record;
  }
}
