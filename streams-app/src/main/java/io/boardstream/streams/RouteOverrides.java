package io.boardstream.streams;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.matrix.fold.OverrideRouting;
import io.boardstream.matrix.fold.OverrideRouting.Decision;
import io.boardstream.matrix.fold.OverrideRouting.Known;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.OverrideCheck;
import io.boardstream.schemas.VersionHeader;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Sends what editors say to the task of the model, and takes it back from where it was, as {@link
 * RouteFacts} does with facts.
 */
final class RouteOverrides implements Processor<byte[], byte[], byte[], Routed> {

  private final String storeName;
  private final Deserializer<EditorialOverride> overrides;
  private final Counts counts;
  private @Nullable ProcessorContext<byte[], Routed> context;
  private @Nullable KeyValueStore<Bytes, byte[]> store;

  RouteOverrides(String storeName, Deserializer<EditorialOverride> overrides, Counts counts) {
    this.storeName = storeName;
    this.overrides = overrides;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], Routed> context) {
    this.context = context;
    this.store = context.getStateStore(storeName);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.key() == null || record.key().length > DeadLetters.MAX_KEY_BYTES) {
      bury(record, "Key", "The record has no key, or one longer than that of any override");
      return;
    }
    Bytes key = Bytes.wrap(record.key());
    Optional<Known> known = Optional.ofNullable(store().get(key)).map(RouteOverrides::decode);
    if (record.value() == null) {
      apply(record, OverrideRouting.delete(known, VersionHeader.read(record.headers())));
      return;
    }
    EditorialOverride override;
    try {
      String topic = context().recordMetadata().map(metadata -> metadata.topic()).orElse("");
      override = overrides.deserialize(topic, record.headers(), record.value());
    } catch (SerializationException e) {
      bury(record, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
      follow(record, OverrideRouting.unreadable(known));
      return;
    }
    Optional<MappedRow.Rejected> problem = OverrideCheck.check(Text.decode(record.key()), override);
    if (problem.isEmpty()) {
      apply(record, OverrideRouting.put(known, override));
      return;
    }
    Optional<Decision> retraction = OverrideRouting.delete(known, override.getVersion());
    if (retraction.isEmpty()) {
      counts.outdated();
      return;
    }
    bury(record, problem.get().rule(), problem.get().reason());
    follow(record, retraction.get());
  }

  private void apply(Record<byte[], byte[]> record, Optional<Decision> decision) {
    if (decision.isEmpty()) {
      counts.outdated();
      return;
    }
    follow(record, decision.get());
    counts.applied();
  }

  private void follow(Record<byte[], byte[]> record, Decision decision) {
    byte[] override =
        decision.known().override().map(OverrideRouting::encode).orElseGet(() -> new byte[0]);
    store().put(Bytes.wrap(record.key()), KnownFact.encode(decision.known().version(), override));
    String key = Text.decode(record.key());
    decision.leaves().ifPresent(from -> forward(record, from, OverrideChange.takesBack(key)));
    decision.enters().ifPresent(to -> forward(record, to, OverrideChange.says(key, override)));
  }

  private void forward(Record<byte[], byte[]> record, String routingKey, OverrideChange change) {
    context()
        .forward(
            new Record<>(Text.encode(routingKey), new Routed.Change(change), record.timestamp()));
  }

  private void bury(Record<byte[], byte[]> record, String exception, String message) {
    context().forward(DeadLetters.of(context(), record, exception, message));
    counts.rejected();
  }

  private static Known decode(byte[] bytes) {
    byte[] override = KnownFact.value(bytes);
    return new Known(
        KnownFact.version(bytes),
        override.length == 0 ? Optional.empty() : Optional.of(OverrideRouting.decode(override)));
  }

  private ProcessorContext<byte[], Routed> context() {
    if (context == null) {
      throw new IllegalStateException("init() was not called");
    }
    return context;
  }

  private KeyValueStore<Bytes, byte[]> store() {
    if (store == null) {
      throw new IllegalStateException("init() was not called");
    }
    return store;
  }
}
