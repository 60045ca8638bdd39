package io.boardstream.producers.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The records that a row can become: itself, a grave, a dead letter. */
public final class RowRecords {

  /** Of a value in a dead letter; a longer one would not fit into a record. */
  private static final int MAX_VALUE = 100_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;
  private final String deadLetters;
  private final Serializer<BenchmarkRow> serializer;

  public RowRecords(String topicsPrefix, Serializer<BenchmarkRow> serializer) {
    this.topic = TopicCatalogue.BENCHMARK_ROWS.name(topicsPrefix);
    this.deadLetters = TopicCatalogue.DEAD_LETTERS.name(topicsPrefix);
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
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(deadLetters, key.getBytes(UTF_8), json(columns));
    new DeadLetter(where, -1, -1, rejected.rule(), rejected.reason()).write(record.headers());
    return record;
  }

  private ProducerRecord<byte[], byte[]> versioned(
      String key, byte @Nullable [] value, FactVersion version) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
    VersionHeader.write(record.headers(), version);
    return record;
  }

  private static byte[] json(Map<String, ? extends @Nullable Object> columns) {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    columns.forEach((name, value) -> texts.put(name, value == null ? null : shortened(value)));
    try {
      return JSON.writeValueAsBytes(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts are always JSON", e);
    }
  }

  private static String shortened(Object value) {
    String text = value.toString();
    return text.length() <= MAX_VALUE
        ? text
        : "%s… (%,d characters)".formatted(text.substring(0, MAX_VALUE), text.length());
  }
}
