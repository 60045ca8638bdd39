package io.boardstream.producers.postgres;

import io.boardstream.avro.FactVersion;
import io.boardstream.producers.facts.FactLog;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TakenOverException;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes each batch of Debezium in one transaction together with the position behind it, and only
 * then reports it as processed, so that the server never discards what is not yet written.
 *
 * <p>A truncation, and the end of a snapshot that follows an earlier one, take back the keys that
 * are alive on the topic but gone from the table.
 */
final class ChangeWriter implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private final TableRecords table;
  private final TableName name;
  private final FactLog log;
  private final OffsetCodec codec;
  private final ChangeEvents events;
  private final CdcMetrics metrics;
  private final long epoch;
  private final Runnable onLive;
  private boolean live;
  private final AtomicReference<@Nullable TakenOverException> takenOver = new AtomicReference<>();

  /** Keys that were alive before the snapshot and that it has not met; empty when it is over. */
  private final Set<String> unmet;

  /** What a table is captured as. */
  record Capture(TableName name, TableRecords records) {}

  /**
   * @param epoch which snapshot the batches follow
   * @param unmet keys that are alive on the topic before the snapshot; empty without a snapshot
   * @param onLive called once, when a change behind the snapshot has been written
   */
  ChangeWriter(
      Capture capture,
      FactLog log,
      OffsetCodec codec,
      CdcMetrics metrics,
      long epoch,
      Set<String> unmet,
      Runnable onLive) {
    this.table = capture.records();
    this.name = capture.name();
    this.log = log;
    this.codec = codec;
    this.events = new ChangeEvents(epoch);
    this.metrics = metrics;
    this.epoch = epoch;
    this.unmet = new HashSet<>(unmet);
    this.onLive = onLive;
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    try {
      write(batch.stream().map(RecordChangeEvent::record).toList());
    } catch (TakenOverException e) {
      takenOver.set(e);
      throw e;
    }
    for (RecordChangeEvent<SourceRecord> event : batch) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
  }

  /** Why the engine was stopped, if another producer is the reason. */
  Optional<TakenOverException> takenOver() {
    return Optional.ofNullable(takenOver.get());
  }

  private void write(List<SourceRecord> batch) throws InterruptedException {
    List<RowChange> changes = new ArrayList<>();
    SourceRecord last = null;
    for (SourceRecord record : batch) {
      Optional<RowChange> change = events.read(record).filter(c -> c.table().equals(name));
      if (change.isPresent() && change.get().kind() == RowChange.Kind.TRUNCATED) {
        if (last != null) {
          commit(changes, last);
          changes.clear();
        }
        truncate(change.get());
      } else if (change.isPresent()) {
        changes.add(change.get());
        unmet.remove(table.keyPrefix() + change.get().rowId());
      }
      if (!unmet.isEmpty() && !OffsetCodec.isWithinSnapshot(record.sourceOffset())) {
        bury(unmet, new FactVersion(epoch, 0L));
        unmet.clear();
      }
      last = record;
    }
    if (last != null) {
      commit(changes, last);
      if (!live && !OffsetCodec.isWithinSnapshot(last.sourceOffset())) {
        live = true;
        onLive.run();
      }
    }
  }

  private void commit(List<RowChange> changes, SourceRecord last) throws InterruptedException {
    SourcePosition position = codec.after(last, epoch);
    if (changes.isEmpty() && log.isAt(position)) {
      return;
    }
    AtomicInteger rejected = new AtomicInteger();
    log.append(() -> encoded(changes, rejected), position);
    metrics.committed();
    metrics.rejected(rejected.get());
    for (RowChange change : changes) {
      metrics.changed(change.kind());
      if (change.kind() != RowChange.Kind.SNAPSHOT) {
        metrics.lag(Instant.now().toEpochMilli() - change.committedMs());
      }
    }
  }

  private List<ProducerRecord<byte[], byte[]>> encoded(
      List<RowChange> changes, AtomicInteger rejected) {
    rejected.set(0);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(changes.size());
    for (RowChange change : changes) {
      TableRecords.Written written = table.write(change);
      records.addAll(written.records());
      if (written.rejected()) {
        rejected.incrementAndGet();
      }
    }
    return records;
  }

  /** All that was written before is committed by now, so the topic tells which rows there were. */
  private void truncate(RowChange change) throws InterruptedException {
    log.append(
        () ->
            graves(log.scan().liveKeys(table.topic(), table.keyPrefix()).keys(), change.version()));
    metrics.changed(change.kind());
  }

  private void bury(Set<String> keys, FactVersion version) throws InterruptedException {
    log.append(() -> graves(keys, version));
    metrics.retracted(keys.size());
  }

  private List<ProducerRecord<byte[], byte[]>> graves(Set<String> keys, FactVersion version) {
    return keys.stream().sorted().map(key -> table.grave(key, version)).toList();
  }
}
