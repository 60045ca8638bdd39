package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the flat table on {@code benchmark.rows}. A row that cannot be used goes to {@code
 * dead-letters} and takes its key back: its old value must not stand as the truth.
 */
final class BenchmarkRowRecords implements TableRecords {

  private final String source;
  private final String topic;
  private final DeadLetters deadLetters;
  private final RowMapper mapper;
  private final Serializer<BenchmarkRow> serializer;

  BenchmarkRowRecords(String source, String topicsPrefix, Serializer<BenchmarkRow> serializer) {
    this.source = source;
    this.topic = TopicCatalogue.BENCHMARK_ROWS.name(topicsPrefix);
    this.deadLetters = new DeadLetters(topicsPrefix);
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
  public Set<String> keys(RowChange change) {
    return Set.of(key(change));
  }

  /** Debezium tells of a changed primary key as of a delete and an insert. */
  private String key(RowChange change) {
    return keyPrefix() + change.rowId();
  }

  @Override
  public Written write(RowChange change) {
    String key = key(change);
    if (change.kind() == RowChange.Kind.DELETED) {
      return new Written(List.of(grave(key, change.version())), false);
    }
    MappedRow mapped = mapper.map(change.rowId(), Optional.of(change.version()), change.columns());
    if (mapped instanceof MappedRow.Rejected rejected) {
      return new Written(
          List.of(
              deadLetters.of(key, change, rejected.rule(), rejected.reason()),
              grave(key, change.version())),
          true);
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
}
