package io.boardstream.schemas.serde;

import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Avro records in Confluent's wire format: a zero byte, the schema's id in four bytes, Avro binary.
 * Safe for use by many threads, as a producer needs.
 *
 * <p>Throws {@link SerializationException} when the registry refuses the schema or the record does
 * not fit it, {@link RegistryUnavailableException} when the registry is away.
 *
 * @param <T> generated or generic records
 */
public final class AvroSerializer<T extends IndexedRecord> implements Serializer<T> {

  /** What a thread needs to write, reused from record to record. */
  private static final class Desk {
    private final WireBuffer out = new WireBuffer();
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    private String topic = "";
    private @Nullable Schema schema;
    private @Nullable Class<?> type;
    private @Nullable Encoding encoding;
    private long fingerprint;
  }

  private final ThreadLocal<Desk> desks = ThreadLocal.withInitial(Desk::new);
  private @Nullable Encodings encodings;

  /** For Kafka, which makes it by class name and then calls {@link #configure}. */
  public AvroSerializer() {}

  AvroSerializer(SchemaRegistry registry, RegistrySettings settings, boolean isKey) {
    encodings = new Encodings(registry, settings, isKey);
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    RegistrySettings settings = new RegistrySettings(configs);
    encodings = new Encodings(new SchemaRegistry(settings), settings, isKey);
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's null record is a tombstone, and its bytes are null.
  public byte[] serialize(String topic, @Nullable T value) {
    return value == null ? null : encode(topic, value);
  }

  /**
   * The record, of which a single-object encoding is known: only the header differs, unless another
   * schema than the record's own is to be written.
   */
  byte[] serialize(String topic, T value, byte[] singleObject) {
    Desk desk = desks.get();
    Encoding encoding = encoding(desk, topic, value);
    if (!(encoding instanceof Encoding.Own) || !SingleObject.isOf(desk.fingerprint, singleObject)) {
      return encode(topic, value);
    }
    desk.out.begin(encoding.id());
    desk.out.write(
        singleObject, SingleObject.HEADER_LENGTH, singleObject.length - SingleObject.HEADER_LENGTH);
    return desk.out.toByteArray();
  }

  private byte[] encode(String topic, T value) {
    Desk desk = desks.get();
    Encoding encoding = encoding(desk, topic, value);
    try {
      desk.out.begin(encoding.id());
      encoding.write(value, desk.encoder);
      desk.encoder.flush();
      return desk.out.toByteArray();
    } catch (IOException | RuntimeException e) {
      desks.remove(); // Half a record may be left in its buffers.
      throw new SerializationException(
          "A record of type %s does not fit its schema, topic '%s': %s"
              .formatted(value.getSchema().getFullName(), topic, e),
          e);
    }
  }

  private Encoding encoding(Desk desk, String topic, T value) {
    Schema schema = value.getSchema();
    Encoding last = desk.encoding;
    if (last != null
        && schema.equals(desk.schema)
        && desk.type == value.getClass()
        && desk.topic.equals(topic)) {
      return last;
    }
    if (encodings == null) {
      throw new IllegalStateException("configure() was not called");
    }
    Encoding found = encodings.of(topic, value);
    desk.topic = topic;
    desk.schema = schema;
    desk.type = value.getClass();
    desk.encoding = found;
    desk.fingerprint = SingleObject.fingerprint(schema);
    return found;
  }
}
