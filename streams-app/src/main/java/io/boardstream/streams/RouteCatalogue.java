package io.boardstream.streams;

import io.boardstream.matrix.fold.CatalogueKind;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends the entries of the catalogue to every task that folds. One that cannot be read is a dead
 * letter, and gone: the catalogue is then not complete, and the one before stays in force.
 */
final class RouteCatalogue<T extends SpecificRecord>
    implements Processor<byte[], byte[], byte[], Routed> {

  /** Much more than anybody says of a device or a model: bounds what every task keeps. */
  private static final int MAX_BYTES = 1 << 20;

  private final CatalogueKind kind;
  private final Deserializer<T> entries;
  private final Function<T, byte[]> kept;
  private final Counts counts;
  private @Nullable ProcessorContext<byte[], Routed> context;

  /**
   * @param kept the entry as the fold keeps it
   */
  RouteCatalogue(
      CatalogueKind kind, Deserializer<T> entries, Function<T, byte[]> kept, Counts counts) {
    this.kind = kind;
    this.entries = entries;
    this.kept = kept;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], Routed> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.key() == null || record.key().length > DeadLetters.MAX_KEY_BYTES) {
      bury(record, "Key", "The record has no key, or one longer than that of any entry");
      return;
    }
    String id = Text.decode(record.key());
    if (record.value() == null) {
      forward(record, CatalogueChange.isGone(kind, id));
      counts.applied();
    } else if (record.value().length > MAX_BYTES) {
      bury(record, "TooLarge", "The entry is larger than " + MAX_BYTES + " bytes");
      forward(record, CatalogueChange.isGone(kind, id));
    } else {
      read(record, id);
    }
  }

  private void read(Record<byte[], byte[]> record, String id) {
    byte[] entry;
    try {
      String topic = context().recordMetadata().map(metadata -> metadata.topic()).orElse("");
      entry = kept.apply(entries.deserialize(topic, record.headers(), record.value()));
    } catch (SerializationException e) {
      bury(record, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
      forward(record, CatalogueChange.isGone(kind, id));
      return;
    }
    forward(record, CatalogueChange.is(kind, id, entry));
    counts.applied();
  }

  private void forward(Record<byte[], byte[]> record, CatalogueChange change) {
    context().forward(new Record<>(record.key(), new Routed.Change(change), record.timestamp()));
  }

  private void bury(Record<byte[], byte[]> record, String exception, String message) {
    context().forward(DeadLetters.of(context(), record, exception, message));
    counts.rejected();
  }

  private ProcessorContext<byte[], Routed> context() {
    if (context == null) {
      throw new IllegalStateException("init() was not called");
    }
    return context;
  }
}
