package io.boardstream.schemas;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions.TimestampMicrosConversion;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes generated records as Avro's own writer does, byte for byte, but decides once per schema
 * what that one asks for each value: which branch of a union, which conversion. Avro has generated
 * coders for that, but not for types with times in them. Safe for use by many threads.
 *
 * @param <T> a generated type
 */
public final class ContractWriter<T> implements DatumWriter<T> {

  /** Writes a value of one place in the schema. */
  @FunctionalInterface
  private interface Step {
    void write(Object value, Encoder out) throws IOException;
  }

  private static final TimestampMicrosConversion TIMES = new TimestampMicrosConversion();

  private final Step step;

  private ContractWriter(Step step) {
    this.step = step;
  }

  /**
   * A writer of records of the sample's type; Avro's own where the schema holds what the contract
   * does not use.
   */
  public static <T> DatumWriter<T> of(Schema schema, Class<?> type) {
    return SpecificRecord.class.isAssignableFrom(type) && isKnown(schema, 0)
        ? new ContractWriter<>(step(schema))
        : new SpecificDatumWriter<>(schema, SpecificData.getForClass(type));
  }

  @Override
  public void setSchema(Schema schema) {
    // It is that of the type, and given at the start.
  }

  @Override
  public void write(T value, Encoder out) throws IOException {
    step.write(value, out);
  }

  /** Whether every part is one of those below; recursive types are not. */
  private static boolean isKnown(Schema schema, int depth) {
    if (depth > 20) {
      return false;
    }
    return switch (schema.getType()) {
      case STRING, DOUBLE, BOOLEAN, ENUM -> schema.getLogicalType() == null;
      case LONG -> schema.getLogicalType() == null || isTime(schema);
      case ARRAY -> isKnown(schema.getElementType(), depth + 1);
      case MAP -> isKnown(schema.getValueType(), depth + 1);
      case UNION -> isOptional(schema) && isKnown(schema.getTypes().get(1), depth + 1);
      case RECORD ->
          schema.getLogicalType() == null
              && schema.getFields().stream().allMatch(field -> isKnown(field.schema(), depth + 1));
      default -> false;
    };
  }

  private static boolean isTime(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
  }

  private static boolean isOptional(Schema union) {
    List<Schema> types = union.getTypes();
    return types.size() == 2
        && types.get(0).getType() == Schema.Type.NULL
        && types.get(1).getType() != Schema.Type.NULL;
  }

  private static Step step(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> (value, out) -> out.writeString((String) value);
      case DOUBLE -> (value, out) -> out.writeDouble((Double) value);
      case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
      case ENUM -> (value, out) -> out.writeEnum(schema.getEnumOrdinal(value.toString()));
      case LONG ->
          isTime(schema)
              ? (value, out) ->
                  out.writeLong(TIMES.toLong((Instant) value, schema, schema.getLogicalType()))
              : (value, out) -> out.writeLong((Long) value);
      case ARRAY -> array(step(schema.getElementType()));
      case MAP -> map(step(schema.getValueType()));
      case UNION -> optional(step(schema.getTypes().get(1)));
      case RECORD -> record(schema);
      default -> throw new IllegalArgumentException("Not of the contract: " + schema);
    };
  }

  private static Step optional(Step some) {
    return (value, out) -> {
      if (value == null) {
        out.writeIndex(0);
        out.writeNull();
      } else {
        out.writeIndex(1);
        some.write(value, out);
      }
    };
  }

  private static Step array(Step item) {
    return (value, out) -> {
      Collection<?> items = (Collection<?>) value;
      out.writeArrayStart();
      out.setItemCount(items.size());
      for (Object one : items) {
        out.startItem();
        item.write(one, out);
      }
      out.writeArrayEnd();
    };
  }

  private static Step map(Step item) {
    return (value, out) -> {
      Map<?, ?> entries = (Map<?, ?>) value;
      out.writeMapStart();
      out.setItemCount(entries.size());
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        out.startItem();
        out.writeString((String) entry.getKey());
        item.write(entry.getValue(), out);
      }
      out.writeMapEnd();
    };
  }

  private static Step record(Schema schema) {
    Schema.Field[] fields = schema.getFields().toArray(Schema.Field[]::new);
    Step[] steps = new Step[fields.length];
    for (int i = 0; i < fields.length; i++) {
      steps[i] = step(fields[i].schema());
    }
    return (value, out) -> {
      IndexedRecord record = (IndexedRecord) value;
      for (int i = 0; i < steps.length; i++) {
        Object field = record.get(i);
        try {
          steps[i].write(field, out);
        } catch (NullPointerException | ClassCastException e) {
          throw new AvroTypeException(
              "Field %s of %s cannot be %s"
                  .formatted(fields[i].name(), schema.getFullName(), field),
              e);
        }
      }
    };
  }
}
