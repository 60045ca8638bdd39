package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.batch.RowCounts;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.OverrideRouting;
import io.boardstream.matrix.fold.OverrideRouting.Decision;
import io.boardstream.matrix.fold.OverrideRouting.Known;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.OverrideCheck;
import io.boardstream.schemas.VersionHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code catalog.overrides} as it stands, whoever wrote there: per key the newest version, by the
 * rule that the topology routes by.
 */
final class LiveOverrides implements AutoCloseable {

  /**
   * What is known of a key.
   *
   * @param rule why its newest record cannot be used; empty for one that can, and for a tombstone
   * @param at where that record stands
   */
  private record Standing(Known known, Optional<String> rule, LiveEntries.Entry<?> at) {}

  private final TopicTail tail;
  private final Deserializer<EditorialOverride> overrides;
  private final SortedMap<String, Standing> standings = new TreeMap<>();
  private final List<EditorialOverride> moved = new ArrayList<>();

  LiveOverrides(TopicTail tail, Deserializer<EditorialOverride> overrides) {
    this.tail = tail;
    this.overrides = overrides;
  }

  void catchUp() {
    tail.catchUp(this::take);
  }

  /** From now on, a record that comes says that its models are in motion. */
  void beginRound() {
    moved.clear();
  }

  /** What records of this round were about, before and after. */
  List<EditorialOverride> moved() {
    return moved;
  }

  /** Those that count, by key. */
  SortedMap<String, EditorialOverride> inForce() {
    SortedMap<String, EditorialOverride> said = new TreeMap<>();
    standings.forEach(
        (key, standing) -> standing.known().override().ifPresent(one -> said.put(key, one)));
    return said;
  }

  void addTo(BatchMatrix matrix) {
    inForce().forEach(matrix::override);
  }

  String topic() {
    return tail.topic();
  }

  boolean hasRead(int partition, long offset) {
    return tail.hasRead(partition, offset);
  }

  /** Where the newest record of each key stands, but for those taken back. */
  List<LiveEntries.Entry<?>> records() {
    return standings.values().stream()
        .filter(standing -> standing.rule().isPresent() || standing.known().override().isPresent())
        .<LiveEntries.Entry<?>>map(Standing::at)
        .toList();
  }

  /** What became of the keys; those taken back do not count. */
  RowCounts counts() {
    SortedMap<String, RowCounts.Rejected> rejected = new TreeMap<>();
    long applied = 0;
    for (Map.Entry<String, Standing> entry : standings.entrySet()) {
      Standing standing = entry.getValue();
      applied += standing.known().override().isPresent() ? 1 : 0;
      standing
          .rule()
          .ifPresent(
              rule ->
                  rejected.merge(
                      rule,
                      new RowCounts.Rejected(1, entry.getKey()),
                      (first, next) -> new RowCounts.Rejected(first.count() + 1, first.example())));
    }
    long refused = rejected.values().stream().mapToLong(RowCounts.Rejected::count).sum();
    return new RowCounts(applied + refused, applied, new TreeMap<>(), rejected);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), UTF_8);
    Optional<Known> known = Optional.ofNullable(standings.get(key)).map(Standing::known);
    if (record.value() == null) {
      OverrideRouting.delete(known, VersionHeader.read(record.headers()))
          .ifPresent(decision -> becomes(key, known, decision, Optional.empty(), record));
      return;
    }
    Optional<EditorialOverride> override = LiveEntries.decoded(record, overrides);
    if (override.isEmpty()) {
      Optional<String> rule = Optional.of(LiveRows.UNREADABLE);
      becomes(key, known, OverrideRouting.unreadable(known), rule, record);
      return;
    }
    Optional<String> rule = OverrideCheck.check(key, override.get()).map(MappedRow.Rejected::rule);
    Optional<Decision> decision =
        rule.isPresent()
            ? OverrideRouting.delete(known, override.get().getVersion())
            : OverrideRouting.put(known, override.get());
    decision.ifPresent(made -> becomes(key, known, made, rule, record));
  }

  private void becomes(
      String key,
      Optional<Known> before,
      Decision decision,
      Optional<String> rule,
      ConsumerRecord<?, ?> record) {
    before.flatMap(Known::override).ifPresent(moved::add);
    decision.known().override().ifPresent(moved::add);
    Optional<EditorialOverride> value = decision.known().override();
    standings.put(key, new Standing(decision.known(), rule, LiveEntries.Entry.of(record, value)));
  }

  @Override
  public void close() {
    tail.close();
  }
}
