package io.boardstream.streams;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.matrix.assembly.CicdTable;
import io.boardstream.matrix.assembly.TableFacts;
import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.VersionHeader;
import io.boardstream.schemas.serde.AvroSerdes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of the four tables and sends what they change to the tasks of their jobs. A record
 * that cannot be used becomes a dead letter and takes its row back: what it replaced must not stand
 * as truth any longer.
 */
final class RouteTables implements Processor<byte[], byte[], byte[], Routed> {

  /** A run, a measurement, a job and a pipeline of this size together can still be sent on. */
  private static final int MAX_VALUE_BYTES = 256 << 10;

  /**
   * How one table is read.
   *
   * @param keyOf the key that a row of it must have
   * @param put takes a row of it, and says whether it was news
   */
  private record Reader<T extends SpecificRecord>(
      CicdTable table, Deserializer<T> values, KeyOf<T> keyOf, Predicate<T> put) {}

  private interface KeyOf<T> {
    String of(T row);
  }

  private final String storeName;
  private final Map<CicdTable, String> topics;
  private final AvroSerdes serdes;
  private final Counts counts;
  private final RowGauges gauges;
  private final Map<String, Reader<?>> readers = new HashMap<>();
  private @Nullable ProcessorContext<byte[], Routed> context;
  private @Nullable TableFacts tables;
  private long timestamp;

  RouteTables(
      String storeName,
      Map<CicdTable, String> topics,
      AvroSerdes serdes,
      Counts counts,
      RowGauges gauges) {
    this.storeName = storeName;
    this.topics = topics;
    this.serdes = serdes;
    this.counts = counts;
    this.gauges = gauges;
  }

  @Override
  public void init(ProcessorContext<byte[], Routed> context) {
    this.context = context;
    // A revived task comes back with this same object and an older store: all is read anew.
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
    TableFacts facts = new TableFacts(new StoreView(store), this::send);
    tables = facts;
    read(CicdTable.PIPELINES, CicdPipeline.class, CicdKeys::of, facts::put);
    read(CicdTable.JOBS, CicdJob.class, CicdKeys::of, facts::put);
    read(CicdTable.RUNS, CicdRun.class, CicdKeys::of, facts::put);
    read(CicdTable.MEASUREMENTS, CicdMeasurement.class, CicdKeys::of, facts::put);
    gauges.set(stage(context), facts.counts());
  }

  @Override
  public void close() {
    if (context != null) {
      gauges.remove(stage(context));
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.key() == null) {
      bury(record, "MissingKey", "The record has no key, so no row that it could be about");
      return;
    }
    if (record.key().length > DeadLetters.MAX_KEY_BYTES) {
      bury(record, "KeyTooLong", "The key is longer than that of any row; it is cut here");
      return;
    }
    timestamp = record.timestamp();
    String topic = context().recordMetadata().map(metadata -> metadata.topic()).orElse("");
    Reader<?> reader = readers.get(topic);
    if (reader == null) {
      throw new IllegalStateException("A record of a topic that is none of the four: " + topic);
    }
    read(reader, topic, record);
    gauges.set(stage(context()), tables().counts());
  }

  private <T extends SpecificRecord> void read(
      Reader<T> reader, String topic, Record<byte[], byte[]> record) {
    String key = Text.decode(record.key());
    if (record.value() == null) {
      count(tables().delete(reader.table(), key, VersionHeader.read(record.headers())));
      return;
    }
    if (record.value().length > MAX_VALUE_BYTES) {
      reject(
          reader, key, record, "ValueTooLarge", "More than %,d bytes".formatted(MAX_VALUE_BYTES));
      return;
    }
    T row;
    try {
      row = reader.values().deserialize(topic, record.headers(), record.value());
    } catch (SerializationException e) {
      reject(reader, key, record, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
      return;
    }
    String ownKey = reader.keyOf().of(row);
    if (!Arrays.equals(Text.encode(ownKey), record.key())) {
      reject(reader, key, record, "KeyMismatch", "The ids in the value make the key " + ownKey);
      return;
    }
    count(reader.put().test(row));
  }

  /** With a version in its header the record takes back what is older, without one all. */
  private void reject(
      Reader<?> reader,
      String key,
      Record<byte[], byte[]> record,
      String exception,
      String message) {
    bury(record, exception, message);
    VersionHeader.read(record.headers())
        .ifPresentOrElse(
            version -> tables().delete(reader.table(), key, Optional.of(version)),
            () -> tables().takeBack(reader.table(), key));
  }

  private void bury(Record<byte[], byte[]> record, String exception, String message) {
    context().forward(DeadLetters.of(context(), record, exception, message));
    counts.rejected();
  }

  private void count(boolean applied) {
    if (applied) {
      counts.applied();
    } else {
      counts.outdated();
    }
  }

  private void send(String jobKey, byte[] message) {
    context()
        .forward(
            new Record<>(Text.encode(jobKey), new Routed.ForJob(Bytes.wrap(message)), timestamp));
  }

  private <T extends SpecificRecord> void read(
      CicdTable table, Class<T> type, KeyOf<T> keyOf, Predicate<T> put) {
    readers.put(
        String.valueOf(topics.get(table)),
        new Reader<>(table, serdes.values(type).deserializer(), keyOf, put));
  }

  /** A task may be more than this stage, as in the test driver. */
  private String stage(ProcessorContext<byte[], Routed> context) {
    return storeName + " " + context.taskId();
  }

  private ProcessorContext<byte[], Routed> context() {
    if (context == null) {
      throw new IllegalStateException("init() was not called");
    }
    return context;
  }

  private TableFacts tables() {
    if (tables == null) {
      throw new IllegalStateException("init() was not called");
    }
    return tables;
  }
}
