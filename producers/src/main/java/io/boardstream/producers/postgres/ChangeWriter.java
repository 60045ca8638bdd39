package io.boardstream.producers.postgres;

import io.boardstream.avro.FactVersion;
import io.boardstream.producers.facts.FactLog;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TakenOverException;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
 * are alive on the topics but gone from the tables.
 */
final class ChangeWriter implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  /** Follows what is written. */
  interface Listener {

    /** Rows that the running snapshot has written so far. */
    void snapshotRows(long rows);

    /** A position behind the snapshot has been written; called once. */
    void live();
  }

  private final CapturedTables tables;
  private final RowLookup lookup;
  private final FactLog log;
  private final OffsetCodec codec;
  private final ResyncRequest request;
  private final ChangeEvents events;
  private final CdcMetrics metrics;
  private final Listener listener;
  private final long epoch;
  private final PositionNotes notes;
  private boolean live;
  private long snapshotRows;
  private final AtomicReference<@Nullable RuntimeException> end = new AtomicReference<>();

  /** By topic: keys that were alive before the snapshot and that it has not met; emptied after. */
  private final Map<String, Set<String>> unmet = new HashMap<>();

  /** What changes are read and written with. */
  record Tools(
      CapturedTables tables,
      RowLookup lookup,
      FactLog log,
      OffsetCodec codec,
      ResyncRequest request) {}

  ChangeWriter(Tools tools, Start start, CdcMetrics metrics, Listener listener) {
    this.tables = tools.tables();
    this.lookup = tools.lookup();
    this.log = tools.log();
    this.codec = tools.codec();
    this.request = tools.request();
    this.events = new ChangeEvents(start.epoch());
    this.metrics = metrics;
    this.listener = listener;
    this.epoch = start.epoch();
    this.notes = start.notes();
    start.unmet().forEach((topic, keys) -> unmet.put(topic, new HashSet<>(keys)));
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    try {
      write(batch.stream().map(RecordChangeEvent::record).toList());
    } catch (TakenOverException | ResyncException e) {
      end.set(e);
      throw e;
    }
    for (RecordChangeEvent<SourceRecord> event : batch) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
  }

  /** Why the engine was stopped, if it is for us to say: taken over, or a resync. */
  Optional<RuntimeException> end() {
    return Optional.ofNullable(end.get());
  }

  private void write(List<SourceRecord> batch) throws InterruptedException {
    List<RowChange> changes = new ArrayList<>();
    SourceRecord last = null;
    for (SourceRecord record : batch) {
      Optional<RowChange> change =
          events.read(record).filter(known -> tables.records(known.table()).isPresent());
      boolean asked = ChangeEvents.message(record).filter(request::isFor).isPresent();
      boolean truncated =
          change.filter(known -> known.kind() == RowChange.Kind.TRUNCATED).isPresent();
      if ((asked || truncated) && last != null) {
        commit(changes, last);
        changes.clear();
      }
      if (asked) {
        // The position stays before the request, so that it is not forgotten.
        throw new ResyncException(new Resync(Resync.Reason.REQUESTED, "it was asked for"));
      } else if (truncated) {
        truncate(change.get());
      } else {
        change.ifPresent(changes::add);
      }
      last = record;
    }
    if (last != null) {
      commit(changes, last);
      goneLive(last);
    }
  }

  private void goneLive(SourceRecord last) {
    if (!live && !OffsetCodec.isWithinSnapshot(last.sourceOffset())) {
      live = true;
      listener.live();
    }
  }

  private void commit(List<RowChange> read, SourceRecord last) throws InterruptedException {
    List<RowChange> changes = lookup.completed(read);
    meet(changes);
    boolean within = OffsetCodec.isWithinSnapshot(last.sourceOffset());
    if (!within) {
      buryUnmet();
    }
    SourcePosition position =
        codec.after(last, epoch, within ? notes.withSnapshotRows(snapshotRows) : notes);
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

  private void meet(List<RowChange> changes) {
    long rows = changes.stream().filter(c -> c.kind() == RowChange.Kind.SNAPSHOT).count();
    if (rows > 0) {
      snapshotRows += rows;
      listener.snapshotRows(snapshotRows);
    }
    for (RowChange change : changes) {
      TableRecords table = table(change);
      Set<String> keys = table.keys(change);
      unmet.getOrDefault(table.topic(), new HashSet<>()).removeAll(keys);
    }
  }

  private List<ProducerRecord<byte[], byte[]>> encoded(
      List<RowChange> changes, AtomicInteger rejected) {
    rejected.set(0);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(changes.size());
    for (RowChange change : changes) {
      TableRecords.Written written = table(change).write(change);
      records.addAll(written.records());
      if (written.rejected()) {
        rejected.incrementAndGet();
      }
    }
    return records;
  }

  private TableRecords table(RowChange change) {
    return tables.records(change.table()).orElseThrow();
  }

  /** All that was written before is committed by now, so the topic tells which rows there were. */
  private void truncate(RowChange change) throws InterruptedException {
    TableRecords table = table(change);
    log.append(
        () ->
            graves(
                table,
                log.scan().liveKeys(table.topic(), table.keyPrefix()).keys(),
                change.version()));
    metrics.changed(change.kind());
  }

  private void buryUnmet() throws InterruptedException {
    for (Map.Entry<String, Set<String>> topic : unmet.entrySet()) {
      TableRecords table = tables.ofTopic(topic.getKey());
      Set<String> keys = topic.getValue();
      if (!keys.isEmpty()) {
        log.append(() -> graves(table, keys, new FactVersion(epoch, 0L)));
        metrics.retracted(keys.size());
      }
    }
    unmet.clear();
  }

  private static List<ProducerRecord<byte[], byte[]>> graves(
      TableRecords table, Set<String> keys, FactVersion version) {
    return keys.stream().sorted().map(key -> table.grave(key, version)).toList();
  }
}
