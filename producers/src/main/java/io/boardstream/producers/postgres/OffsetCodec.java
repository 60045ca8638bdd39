package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.producers.facts.SourcePosition;
import java.util.List;
import java.util.Map;
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

  static boolean isWithinSnapshot(Map<?, ?> offset) {
    return offset.containsKey("snapshot") && !Boolean.TRUE.equals(offset.get("snapshot_completed"));
  }

  /** For people. */
  static String text(SourcePosition position) {
    return new String(position.offset(), UTF_8) + " of epoch " + position.epoch();
  }
}
