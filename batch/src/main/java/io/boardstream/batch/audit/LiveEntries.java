package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A topic of few entries that somebody wrote by hand, as it stands: the newest record of each key.
 *
 * @param <T> type of its values
 */
final class LiveEntries<T extends SpecificRecord> implements AutoCloseable {

  /**
   * What stands under a key.
   *
   * @param value empty when the record cannot be used
   */
  record Entry<T>(Optional<T> value, int partition, long offset, long timestamp) {

    boolean isAt(int atPartition, long atOffset) {
      return partition == atPartition && offset == atOffset;
    }

    static <T> Entry<T> of(ConsumerRecord<?, ?> record, Optional<T> value) {
      return new Entry<>(value, record.partition(), record.offset(), record.timestamp());
    }
  }

  private final TopicTail tail;
  private final Deserializer<T> values;
  private final SortedMap<String, Entry<T>> entries = new TreeMap<>();
  private boolean changed;

  LiveEntries(TopicTail tail, Deserializer<T> values) {
    this.tail = tail;
    this.values = values;
  }

  String topic() {
    return tail.topic();
  }

  boolean hasRead(int partition, long offset) {
    return tail.hasRead(partition, offset);
  }

  /** Where the newest record of each key stands. */
  List<Entry<?>> records() {
    return List.copyOf(entries.values());
  }

  void catchUp() {
    tail.catchUp(this::take);
  }

  /** Whether a record came since this was asked last. */
  boolean hasChanged() {
    boolean now = changed;
    changed = false;
    return now;
  }

  SortedMap<String, Entry<T>> entries() {
    return entries;
  }

  /** Those that can be used, by key. */
  List<T> values() {
    List<T> usable = new ArrayList<>();
    entries.values().forEach(entry -> entry.value().ifPresent(usable::add));
    return usable;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    changed = true;
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), UTF_8);
    if (record.value() == null) {
      entries.remove(key);
    } else {
      entries.put(key, Entry.of(record, decoded(record, values)));
    }
  }

  /** Empty when the record cannot be read. */
  static <T> Optional<T> decoded(ConsumerRecord<byte[], byte[]> record, Deserializer<T> values) {
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
