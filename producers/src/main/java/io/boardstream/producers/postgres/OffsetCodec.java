package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.producers.facts.SourcePosition;
import java.util.List;
import java.util.Map;
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
  SourcePosition after(SourceRecord record, long epoch) {
    byte[] offset = values.fromConnectData(engine, null, record.sourceOffset());
    return new SourcePosition(key(record.sourcePartition()), offset, epoch);
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
    if (!(values.toConnectData(engine, position.offset()).value() instanceof Map<?, ?> offset)
        || isWithinSnapshot(offset)) {
      return OptionalLong.empty();
    }
    return Stream.of("lsn", "lsn_proc", "lsn_commit")
        .map(offset::get)
        .filter(Number.class::isInstance)
        .mapToLong(lsn -> ((Number) lsn).longValue())
        .reduce((a, b) -> Long.compareUnsigned(a, b) < 0 ? b : a);
  }

  static boolean isWithinSnapshot(Map<?, ?> offset) {
    return offset.containsKey("snapshot") && !Boolean.TRUE.equals(offset.get("snapshot_completed"));
  }

  /** For people. */
  static String text(SourcePosition position) {
    return new String(position.offset(), UTF_8) + " of epoch " + position.epoch();
  }
}
