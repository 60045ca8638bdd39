package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.FactVersion;
import io.debezium.data.Envelope;
import io.debezium.time.Date;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.NanoTimestamp;
import io.debezium.time.Timestamp;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads Debezium's records of Postgres.
 *
 * <p>Rows of the snapshot have the sequence 0 of their epoch: a transaction that was open when the
 * snapshot was taken may have written at a lower LSN, and is still the later change.
 */
final class ChangeEvents {

  private static final String MESSAGE = "message";

  private final long epoch;

  /**
   * @param epoch which snapshot the records follow
   */
  ChangeEvents(long epoch) {
    this.epoch = epoch;
  }

  /** The change that a record tells of; empty for heartbeats and other records without a row. */
  Optional<RowChange> read(SourceRecord record) {
    if (!(record.value() instanceof Struct value)
        || !Envelope.isEnvelopeSchema(record.valueSchema())) {
      return Optional.empty();
    }
    return Optional.ofNullable(kind(value)).map(kind -> change(kind, record, value));
  }

  /** The content of a message that was written into the log for us; empty for other records. */
  static Optional<String> message(SourceRecord record) {
    if (!(record.value() instanceof Struct value)
        || record.valueSchema().field(MESSAGE) == null
        || !(value.get(MESSAGE) instanceof Struct message)
        || !Heartbeat.NAME.equals(message.getString("prefix"))) {
      return Optional.empty();
    }
    return Optional.of(UTF_8.decode(bytes(message.get("content"))).toString());
  }

  private static ByteBuffer bytes(Object content) {
    return content instanceof byte[] array
        ? ByteBuffer.wrap(array)
        : ((ByteBuffer) content).duplicate();
  }

  private RowChange change(RowChange.Kind kind, SourceRecord record, Struct value) {
    Struct source = value.getStruct(Envelope.FieldName.SOURCE);
    Long lsn = source.getInt64("lsn");
    long sequence = kind == RowChange.Kind.SNAPSHOT || lsn == null ? 0 : lsn;
    boolean ofARow = kind != RowChange.Kind.TRUNCATED;
    Struct after = ofARow ? value.getStruct(Envelope.FieldName.AFTER) : null;
    Struct before = ofARow ? value.getStruct(Envelope.FieldName.BEFORE) : null;
    return new RowChange(
        kind,
        new TableName(source.getString("schema"), source.getString("table")),
        ofARow ? key(record) : Map.of(),
        new FactVersion(epoch, sequence),
        after == null ? Map.of() : columns(after),
        before == null ? Map.of() : columns(before),
        kind == RowChange.Kind.SNAPSHOT
            ? Optional.empty()
            : Optional.ofNullable(source.getInt64("txId")),
        source.getInt64("ts_ms"));
  }

  private static RowChange.@Nullable Kind kind(Struct value) {
    Envelope.Operation operation =
        Envelope.Operation.forCode(value.getString(Envelope.FieldName.OPERATION));
    if (operation == null) {
      return null;
    }
    return switch (operation) {
      case READ -> RowChange.Kind.SNAPSHOT;
      case CREATE -> RowChange.Kind.INSERTED;
      case UPDATE -> RowChange.Kind.UPDATED;
      case DELETE -> RowChange.Kind.DELETED;
      case TRUNCATE -> RowChange.Kind.TRUNCATED;
      case MESSAGE -> null;
    };
  }

  private static Map<String, String> key(SourceRecord record) {
    if (!(record.key() instanceof Struct key)) {
      throw new IllegalStateException(
          "A row of %s has no key; does the table still have its primary key?"
              .formatted(record.topic()));
    }
    Map<String, String> parts = new LinkedHashMap<>();
    columns(key).forEach((name, part) -> parts.put(name, part == null ? "" : part.toString()));
    return parts;
  }

  private static Map<String, @Nullable Object> columns(Struct row) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (Field field : row.schema().fields()) {
      columns.put(field.name(), value(field, row.get(field)));
    }
    return columns;
  }

  /** A value as the mapper of rows takes it, and as the text that a query would print. */
  private static @Nullable Object value(Field field, @Nullable Object value) {
    if (value == null || value instanceof String) {
      return value;
    }
    String type = field.schema().name();
    if (type != null && value instanceof Number number) {
      return switch (type) {
        case Timestamp.SCHEMA_NAME -> Instant.ofEpochMilli(number.longValue());
        case MicroTimestamp.SCHEMA_NAME ->
            Instant.EPOCH.plus(number.longValue(), ChronoUnit.MICROS);
        case NanoTimestamp.SCHEMA_NAME -> Instant.EPOCH.plus(number.longValue(), ChronoUnit.NANOS);
        case Date.SCHEMA_NAME -> LocalDate.ofEpochDay(number.longValue()).toString();
        default -> number;
      };
    }
    if (value instanceof Boolean truth) {
      return truth ? "t" : "f";
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return "\\x" + HexFormat.of().formatHex(copy);
    }
    return value instanceof Number ? value : value.toString();
  }
}
