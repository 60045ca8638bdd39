package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic of the topology as it stands: the newest record of each key.
 *
 * @param <T> type of its values
 */
final class LiveTable<T extends SpecificRecord> implements AutoCloseable {

  /**
   * What stands under a key.
   *
   * @param content empty when the record cannot be read
   * @param model the model that it is about; null when it cannot be read
   */
  record Entry(Optional<Digest> content, @Nullable String model, int partition, long offset) {}

  private final TopicTail tail;
  private final Deserializer<T> values;
  private final TableKind<T> kind;
  private final SortedMap<String, Entry> entries = new TreeMap<>();

  LiveTable(TopicTail tail, Deserializer<T> values, TableKind<T> kind) {
    this.tail = tail;
    this.values = values;
    this.kind = kind;
  }

  TableKind<T> kind() {
    return kind;
  }

  void catchUp() {
    tail.catchUp(this::take);
  }

  SortedMap<String, Entry> entries() {
    return entries;
  }

  boolean hasRead(int partition, long offset) {
    return tail.hasRead(partition, offset);
  }

  /** The value again, for people; empty when it is gone or cannot be read. */
  Optional<T> value(Entry entry) {
    return tail.fetch(entry.partition(), entry.offset()).flatMap(this::decoded);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (!kind.isChecked(key)) {
      return;
    }
    if (record.value() == null) {
      entries.remove(key);
      return;
    }
    Optional<T> value = decoded(record);
    entries.put(
        key,
        new Entry(
            value.map(kind::digest),
            value.map(kind.model()).orElse(null),
            record.partition(),
            record.offset()));
  }

  private Optional<T> decoded(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.ofNullable(
          values.deserialize(record.topic(), record.headers(), record.value()));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    tail.close();
  }
}
