package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.CicdMapper;
import io.boardstream.matrix.rows.MappedFact;
import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.VersionHeader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one of the four tables on its topic. A row that moves to another pipeline or run leaves a
 * tombstone where it stood. One that cannot be used goes to {@code dead-letters} and takes its key
 * back.
 */
final class CicdRecords implements TableRecords {

  private final CicdTable table;
  private final String source;
  private final String topic;
  private final CicdMapper mapper;
  private final DeadLetters deadLetters;
  private final Serializer<SpecificRecord> serializer;
  private final ToIntFunction<String> partitions;

  /**
   * @param partitions how many a topic has
   */
  CicdRecords(
      CicdTable table,
      String source,
      String topicsPrefix,
      Serializer<SpecificRecord> serializer,
      ToIntFunction<String> partitions) {
    this.table = table;
    this.source = source;
    this.topic = table.topic().name(topicsPrefix);
    this.mapper = new CicdMapper(source);
    this.deadLetters = new DeadLetters(topicsPrefix);
    this.serializer = serializer;
    this.partitions = partitions;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public String keyPrefix() {
    return CicdKeys.key(source) + "/";
  }

  @Override
  public Set<String> keys(RowChange change) {
    Set<String> keys = new LinkedHashSet<>();
    before(change).ifPresent(keys::add);
    after(change).ifPresent(keys::add);
    return keys;
  }

  @Override
  public Written write(RowChange change) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(2);
    Optional<String> after = after(change);
    before(change)
        .filter(key -> !Optional.of(key).equals(after))
        .ifPresent(key -> records.add(grave(key, change.version())));
    if (change.kind() == RowChange.Kind.DELETED) {
      return new Written(records, false);
    }
    MappedFact<? extends SpecificRecord> mapped =
        table.map(mapper, change.version(), change.columns());
    if (mapped instanceof MappedFact.Rejected<?> rejected) {
      String key = after.orElse(keyPrefix() + change.rowId());
      records.add(deadLetters.of(key, change, rejected.rule(), rejected.reason()));
      after.ifPresent(own -> records.add(grave(own, change.version())));
      return new Written(records, true);
    }
    SpecificRecord fact = ((MappedFact.Accepted<? extends SpecificRecord>) mapped).fact();
    records.add(
        versioned(after.orElseThrow(), serializer.serialize(topic, fact), change.version()));
    return new Written(records, false);
  }

  private Optional<String> after(RowChange change) {
    return change.columns().isEmpty() ? Optional.empty() : table.key(source, change.columns());
  }

  /** Where the row stood until now; a row that is new stood nowhere. */
  private Optional<String> before(RowChange change) {
    boolean isNew =
        change.kind() == RowChange.Kind.SNAPSHOT || change.kind() == RowChange.Kind.INSERTED;
    if (isNew) {
      return Optional.empty();
    }
    if (table.parentColumn().isEmpty()) {
      return table.key(source, change.key());
    }
    if (!hasOldRow(change)) {
      throw new ResyncException(
          new Resync(
              Resync.Reason.LOG,
              "the log does not say where a row of %s stood before; it needs REPLICA IDENTITY FULL"
                  .formatted(change.table())));
    }
    return table.key(source, change.before());
  }

  /** Without the full identity the log has the key of the old row at most. */
  private static boolean hasOldRow(RowChange change) {
    for (Map.Entry<String, @Nullable Object> column : change.before().entrySet()) {
      if (column.getValue() != null && !change.key().containsKey(column.getKey())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ProducerRecord<byte[], byte[]> grave(String key, FactVersion version) {
    return versioned(key, null, version);
  }

  private ProducerRecord<byte[], byte[]> versioned(
      String key, byte @Nullable [] value, FactVersion version) {
    int partition = CicdKeys.partition(key, partitions.applyAsInt(topic));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value);
    VersionHeader.write(record.headers(), version);
    return record;
  }
}
