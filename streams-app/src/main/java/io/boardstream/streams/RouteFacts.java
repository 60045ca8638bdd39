package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.fold.FactRouting;
import io.boardstream.matrix.fold.FactRouting.Known;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.VersionHeader;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Sends each fact to the task of its model, and takes it back from where it was. A record that
 * cannot be read becomes a dead letter and takes its fact back: what it replaced must not stand as
 * truth any longer.
 */
final class RouteFacts implements Processor<byte[], byte[], byte[], Routed> {

  private final String storeName;
  private final Deserializer<BenchmarkRow> rows;
  private final Counts counts;
  private @Nullable ProcessorContext<byte[], Routed> context;
  private @Nullable KeyValueStore<Bytes, byte[]> facts;

  RouteFacts(String storeName, Deserializer<BenchmarkRow> rows, Counts counts) {
    this.storeName = storeName;
    this.rows = rows;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], Routed> context) {
    this.context = context;
    this.facts = context.getStateStore(storeName);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.key() == null) {
      bury(record, "MissingKey", "The record has no key, so no fact that it could be about");
      return;
    }
    if (record.key().length > DeadLetters.MAX_KEY_BYTES) {
      bury(record, "KeyTooLong", "The key is longer than that of any fact; it is cut here");
      return;
    }
    Bytes factId = Bytes.wrap(record.key());
    Supplier<Optional<Known>> known = () -> known(factId);
    if (record.value() == null) {
      apply(record, factId, FactRouting.delete(known.get(), VersionHeader.read(record.headers())));
      return;
    }
    BenchmarkRow row;
    try {
      row = rows.deserialize(source(), record.headers(), record.value());
    } catch (SerializationException e) {
      bury(record, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
      follow(record, factId, FactRouting.unreadable(known.get()));
      return;
    }
    Optional<MappedRow.Rejected> problem = RowMapper.check(row);
    if (problem.isPresent()) {
      reject(record, factId, FactRouting.delete(known.get(), row.getVersion()), problem.get());
      return;
    }
    apply(record, factId, FactRouting.put(known.get(), row));
  }

  private void reject(
      Record<byte[], byte[]> record,
      Bytes factId,
      Optional<FactRouting.Decision> retraction,
      MappedRow.Rejected problem) {
    if (retraction.isEmpty()) {
      counts.outdated();
      return;
    }
    bury(record, problem.rule(), problem.reason());
    follow(record, factId, retraction.get());
  }

  private void apply(
      Record<byte[], byte[]> record, Bytes factId, Optional<FactRouting.Decision> decision) {
    if (decision.isEmpty()) {
      counts.outdated();
      return;
    }
    follow(record, factId, decision.get());
    Optional<BenchmarkRow> row = decision.get().known().row();
    if (row.isPresent() && decision.get().moves().stream().noneMatch(FactRouting.Move::enters)) {
      counts.filtered("no-model");
    } else {
      counts.applied();
    }
  }

  private void follow(Record<byte[], byte[]> record, Bytes factId, FactRouting.Decision decision) {
    FactRouting.Known known = decision.known();
    byte[] row = known.row().map(FactRouting::encode).orElseGet(() -> new byte[0]);
    store().put(factId, KnownFact.encode(known.version(), row));
    String id = Text.decode(factId.get());
    for (FactRouting.Move move : decision.moves()) {
      byte[] run = FactRouting.run(move.run());
      FactChange change =
          move.enters() ? FactChange.enters(id, run, row) : FactChange.leaves(id, run);
      context()
          .forward(
              new Record<>(
                  Text.encode(move.run().routingKey()),
                  new Routed.Change(change),
                  record.timestamp()));
    }
  }

  private void bury(Record<byte[], byte[]> record, String exception, String message) {
    context().forward(DeadLetters.of(context(), record, exception, message));
    counts.rejected();
  }

  private Optional<Known> known(Bytes factId) {
    return Optional.ofNullable(store().get(factId)).map(KnownFact::decode);
  }

  private String source() {
    return context().recordMetadata().map(metadata -> metadata.topic()).orElse("");
  }

  private ProcessorContext<byte[], Routed> context() {
    if (context == null) {
      throw new IllegalStateException("init() was not called");
    }
    return context;
  }

  private KeyValueStore<Bytes, byte[]> store() {
    if (facts == null) {
      throw new IllegalStateException("init() was not called");
    }
    return facts;
  }
}
