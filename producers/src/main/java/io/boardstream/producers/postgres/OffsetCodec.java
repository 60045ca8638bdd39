package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.producers.facts.SourcePosition;
import io.debezium.connector.postgresql.SourceInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/** Source offsets in the bytes in which Kafka Connect, and with it Debezium, stores them. */
final class OffsetCodec {

  private final String engine;
  private final JsonConverter keys = new JsonConverter();
  private final JsonConverter values = new JsonConverter();

  /**
   * @param engine name of the engine, part of the key
   */
  OffsetCodec(String engine) {
    this.engine = engine;
    keys.configure(Map.of("schemas.enable", "false"), true);
    values.configure(Map.of("schemas.enable", "false"), false);
  }

  byte[] key(Map<String, ?> partition) {
    return keys.fromConnectData(engine, null, List.of(engine, partition));
  }

  /** The position behind a record. */
  SourcePosition after(SourceRecord record, long epoch, PositionNotes notes) {
    byte[] offset = values.fromConnectData(engine, null, record.sourceOffset());
    return new SourcePosition(key(record.sourcePartition()), offset, epoch, notes.toMap());
  }

  /**
   * What Debezium is to resume from. Rows of one COPY share a place in the log, and a position
   * among them is that of all: Debezium would pass over those that it has not sent yet. Unless it
   * knows that the position is that of a row, it reads such a transaction again from its beginning,
   * and what comes again has the versions that it had.
   */
  byte[] resumption(SourcePosition position) {
    if (!(values.toConnectData(engine, position.offset()).value() instanceof Map<?, ?> offset)) {
      return position.offset();
    }
    Map<Object, Object> place = new LinkedHashMap<>(offset);
    place.remove(SourceInfo.MSG_TYPE_KEY);
    return values.fromConnectData(engine, null, place);
  }

  /** A position that says no more than that a snapshot was begun. */
  SourcePosition snapshotBegun(byte[] key, long epoch, PositionNotes notes) {
    byte[] offset =
        values.fromConnectData(
            engine, null, Map.of("snapshot", "INITIAL", "snapshot_completed", false, "lsn", 0L));
    return new SourcePosition(key, offset, epoch, notes.toMap());
  }

  /**
   * Where in the server's log a position is.
   *
   * @param lsn the furthest place that it names; it may lie within a transaction
   * @param transaction the transaction that it lies in or behind of
   * @param committedMicros when that was committed, microseconds since the epoch
   */
  record LogPlace(long lsn, Optional<Long> transaction, Optional<Long> committedMicros) {}

  LogPlace place(SourcePosition position) {
    Object value = values.toConnectData(engine, position.offset()).value();
    Map<?, ?> offset = value instanceof Map<?, ?> map ? map : Map.of();
    long lsn =
        Stream.of("lsn", "lsn_proc", "lsn_commit")
            .mapToLong(name -> offset.get(name) instanceof Long place ? place : 0)
            .max()
            .orElse(0);
    return new LogPlace(lsn, number(offset, "txId"), number(offset, "ts_usec"));
  }

  private static Optional<Long> number(Map<?, ?> offset, String name) {
    return offset.get(name) instanceof Long known ? Optional.of(known) : Optional.empty();
  }

  /** Whether the position lies within a snapshot that was not finished. */
  boolean isWithinSnapshot(SourcePosition position) {
    return values.toConnectData(engine, position.offset()).value() instanceof Map<?, ?> offset
        && isWithinSnapshot(offset);
  }

  /**
   * A position of the log such that every commit before it has been read; empty within a snapshot.
   *
   * <p>Commits come in their order, and whatever has come of a transaction lies before its commit:
   * so the highest place that the position names is such a one, whichever transaction it is of.
   */
  OptionalLong allCommitsBefore(SourcePosition position) {
    LogPlace place = place(position);
    return place.lsn() == 0 || isWithinSnapshot(position)
        ? OptionalLong.empty()
        : OptionalLong.of(place.lsn());
  }

  static boolean isWithinSnapshot(Map<?, ?> offset) {
    return offset.containsKey("snapshot") && !Boolean.TRUE.equals(offset.get("snapshot_completed"));
  }

  /** For people. */
  static String text(SourcePosition position) {
    return new String(position.offset(), UTF_8) + " of epoch " + position.epoch();
  }
}
