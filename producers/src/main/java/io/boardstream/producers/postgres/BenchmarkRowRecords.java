package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the flat table on {@code benchmark.rows}. A row that cannot be used goes to {@code
 * dead-letters} and takes its key back: its old value must not stand as the truth.
 */
final class BenchmarkRowRecords implements TableRecords {

  /** Of a value in a dead letter; a longer one would not fit into a record. */
  private static final int MAX_VALUE = 100_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String source;
  private final String topic;
  private final String deadLetters;
  private final RowMapper mapper;
  private final Serializer<BenchmarkRow> serializer;

  BenchmarkRowRecords(String source, String topicsPrefix, Serializer<BenchmarkRow> serializer) {
    this.source = source;
    this.topic = TopicCatalogue.BENCHMARK_ROWS.name(topicsPrefix);
    this.deadLetters = TopicCatalogue.DEAD_LETTERS.name(topicsPrefix);
    this.mapper = new RowMapper(source);
    this.serializer = serializer;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public String keyPrefix() {
    return source + "/";
  }

  @Override
  public Written write(RowChange change) {
    String key = keyPrefix() + change.rowId();
    if (change.kind() == RowChange.Kind.DELETED) {
      return new Written(List.of(grave(key, change.version())), false);
    }
    MappedRow mapped = mapper.map(change.rowId(), Optional.of(change.version()), change.columns());
    if (mapped instanceof MappedRow.Rejected rejected) {
      return new Written(
          List.of(deadLetter(key, change, rejected), grave(key, change.version())), true);
    }
    BenchmarkRow row = ((MappedRow.Accepted) mapped).row();
    return new Written(
        List.of(versioned(key, serializer.serialize(topic, row), change.version())), false);
  }

  @Override
  public ProducerRecord<byte[], byte[]> grave(String key, FactVersion version) {
    return versioned(key, null, version);
  }

  /** Living rows carry the header too, so that versions can be told without decoding. */
  private ProducerRecord<byte[], byte[]> versioned(
      String key, byte @Nullable [] value, FactVersion version) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
    VersionHeader.write(record.headers(), version);
    return record;
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      String key, RowChange change, MappedRow.Rejected rejected) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(deadLetters, key.getBytes(UTF_8), json(change.columns()));
    new DeadLetter(change.table().toString(), -1, -1, rejected.rule(), rejected.reason())
        .write(record.headers());
    return record;
  }

  private static byte[] json(Map<String, @Nullable Object> columns) {
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
