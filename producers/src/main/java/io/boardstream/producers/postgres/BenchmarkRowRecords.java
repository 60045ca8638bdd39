package io.boardstream.producers.postgres;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.facts.RowRecords;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Rows of the flat table on {@code benchmark.rows}. A row that cannot be used goes to {@code
 * dead-letters} and takes its key back: its old value must not stand as the truth.
 */
final class BenchmarkRowRecords implements TableRecords {

  private final String source;
  private final RowMapper mapper;
  private final RowRecords records;

  BenchmarkRowRecords(String source, String topicsPrefix, Serializer<BenchmarkRow> serializer) {
    this.source = source;
    this.mapper = new RowMapper(source);
    this.records = new RowRecords(topicsPrefix, serializer);
  }

  @Override
  public String topic() {
    return records.topic();
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
              records.deadLetter(key, change.table().toString(), rejected, change.columns()),
              grave(key, change.version())),
          true);
    }
    BenchmarkRow row = ((MappedRow.Accepted) mapped).row();
    return new Written(List.of(records.alive(key, row, change.version())), false);
  }

  @Override
  public ProducerRecord<byte[], byte[]> grave(String key, FactVersion version) {
    return records.grave(key, version);
  }
}
