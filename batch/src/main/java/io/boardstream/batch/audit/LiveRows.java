package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.matrix.fold.FactRouting;
import io.boardstream.matrix.fold.FactRouting.Known;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.VersionHeader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmark.rows} as it stands: per key the newest version, by the rule that the topology
 * routes by. Remembers which models the records of a round were about.
 */
final class LiveRows implements AutoCloseable {

  /** The rule of a record that is no row at all. */
  static final String UNREADABLE = "row.undecodable";

  /** Stands in for a row that is known: only that there is one decides. */
  private static final BenchmarkRow SOME_ROW =
      BenchmarkRow.newBuilder().setSource("").setRowId("").build();

  private final TopicTail tail;
  private final Deserializer<BenchmarkRow> rows;
  private final Map<Digest, LiveRow> entries = new HashMap<>();
  private final Names sources = new Names();
  private final ModelNames models = new ModelNames();
  private final Names rules = new Names();
  private final Set<Integer> moved = new HashSet<>();
  private long oldest = Long.MAX_VALUE;
  private int round;
  private boolean moving;

  LiveRows(TopicTail tail, Deserializer<BenchmarkRow> rows) {
    this.tail = tail;
    this.rows = rows;
  }

  /** From now on, models have the ids that these rules give them. */
  void identifyBy(RunAssembly assembly) {
    models.identifyBy(assembly);
  }

  /**
   * From now on, a record that comes says that its key and its models are in motion.
   *
   * @param moving whether that excuses anything
   */
  void beginRound(boolean moving) {
    catchUp();
    round++;
    this.moving = moving;
    moved.clear();
  }

  void catchUp() {
    tail.catchUp(this::take);
  }

  /** Models of records that came in this round: what they were about before, and after. */
  Set<String> moved() {
    return moved.stream().map(models::id).collect(toSet());
  }

  @Nullable LiveRow get(Digest key) {
    return entries.get(key);
  }

  void forEach(BiConsumer<Digest, LiveRow> each) {
    entries.forEach(each);
  }

  /** Whether what has moved since the round began is excused. */
  boolean isMoving() {
    return moving;
  }

  boolean isMoved(@Nullable LiveRow row) {
    return moving && row != null && row.touched == round;
  }

  void see(LiveRow row) {
    row.seen = round;
  }

  boolean isSeen(LiveRow row) {
    return row.seen == round;
  }

  String source(LiveRow row) {
    return sources.name(row.source);
  }

  Optional<String> model(LiveRow row) {
    return row.model == LiveRow.NONE ? Optional.empty() : Optional.of(models.id(row.model));
  }

  String rule(LiveRow row) {
    return rules.name(row.rule);
  }

  Optional<String> modelOf(BenchmarkRow row) {
    return models.id(row);
  }

  /** The row of an entry again, unless it has been compacted since. */
  Optional<BenchmarkRow> row(LiveRow entry) {
    return tail.fetch(entry.partition, entry.offset).flatMap(this::row);
  }

  /** The key of an entry, for people. */
  String key(LiveRow entry) {
    return tail.fetch(entry.partition, entry.offset)
        .map(record -> new String(record.key(), UTF_8))
        .orElseGet(() -> source(entry) + "/…");
  }

  boolean hasRead(int partition, long offset) {
    return tail.hasRead(partition, offset);
  }

  /** Empty for a record that is no row. */
  Optional<BenchmarkRow> row(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.ofNullable(
          rows.deserialize(record.topic(), record.headers(), record.value()));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  /** The time of the oldest record that there is. */
  long oldest() {
    return oldest;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    oldest = Math.min(oldest, record.timestamp());
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), UTF_8);
    Digest id = Digest.of(record.key());
    boolean isNew = !entries.containsKey(id);
    LiveRow entry =
        entries.computeIfAbsent(id, added -> new LiveRow(sources.number(sourceOf(key))));
    entry.touched = round;
    hasMoved(entry.model);
    if (record.value() == null) {
      Optional<FactVersion> version = VersionHeader.read(record.headers());
      FactRouting.delete(known(entry, isNew), version)
          .ifPresent(decision -> becomes(entry, LiveRow.State.GRAVE, decision.known(), record));
      return;
    }
    Optional<BenchmarkRow> row = row(record);
    if (row.isEmpty()) {
      becomes(
          entry,
          LiveRow.State.REJECTED,
          FactRouting.unreadable(known(entry, isNew)).known(),
          record);
      entry.rule = rules.number(UNREADABLE);
      return;
    }
    hasMoved(models.number(row.get()));
    take(record, key, entry, known(entry, isNew), row.get());
  }

  private void take(
      ConsumerRecord<byte[], byte[]> record,
      String key,
      LiveRow entry,
      Optional<Known> known,
      BenchmarkRow row) {
    Optional<MappedRow.Rejected> problem = RowMapper.check(row);
    if (problem.isPresent()) {
      FactRouting.delete(known, row.getVersion())
          .ifPresent(
              decision -> {
                becomes(entry, LiveRow.State.REJECTED, decision.known(), record);
                entry.rule = rules.number(problem.get().rule());
              });
      return;
    }
    FactRouting.put(known, row)
        .ifPresent(
            decision -> {
              becomes(entry, LiveRow.State.LIVE, decision.known(), record);
              Digest content = Digest.of(row);
              entry.contentHigh = content.high();
              entry.contentLow = content.low();
              entry.model = models.number(row);
              entry.misplaced = !key.equals(row.getSource() + "/" + row.getRowId());
            });
  }

  private void hasMoved(int model) {
    if (model != LiveRow.NONE) {
      moved.add(model);
    }
  }

  private static void becomes(
      LiveRow entry, LiveRow.State state, Known known, ConsumerRecord<?, ?> record) {
    entry.state = state;
    entry.epoch = known.version().getEpoch();
    entry.sequence = known.version().getSequence();
    entry.model = LiveRow.NONE;
    entry.rule = LiveRow.NONE;
    entry.misplaced = false;
    entry.standsAt(record);
  }

  private static Optional<Known> known(LiveRow entry, boolean isNew) {
    return isNew
        ? Optional.empty()
        : Optional.of(
            new Known(
                new FactVersion(entry.epoch, entry.sequence),
                entry.isLive() ? Optional.of(SOME_ROW) : Optional.empty()));
  }

  private static String sourceOf(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash);
  }

  @Override
  public void close() {
    tail.close();
  }
}
