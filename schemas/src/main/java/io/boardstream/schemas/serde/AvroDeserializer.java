package io.boardstream.schemas.serde;

import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Reads Confluent's wire format: by the schema that the record was written with, as the type that
 * the reader knows. Safe for use by many threads.
 *
 * <p>Throws {@link SerializationException} when the bytes are no such record, whatever they are;
 * {@link RegistryUnavailableException} when the registry is away, which says nothing about the
 * record.
 *
 * @param <T> generated or generic records
 */
public final class AvroDeserializer<T extends IndexedRecord> implements Deserializer<T> {

  /** What a thread needs to read, reused from record to record. */
  private static final class Desk {
    private @Nullable BinaryDecoder decoder;
    private int id = -1;
    private @Nullable DatumReader<IndexedRecord> reader;
    private final Map<Integer, DatumReader<IndexedRecord>> readers = new HashMap<>();
  }

  private static final int MAX_READERS = 1_000;
  private static final int SHOWN_BYTES = 16;

  private final ThreadLocal<Desk> desks = ThreadLocal.withInitial(Desk::new);
  private @Nullable SchemaRegistry registry;
  private @Nullable Class<?> type;
  private boolean specific;
  private final Map<Class<?>, GeneratedTypes> types = new ConcurrentHashMap<>();

  /** For Kafka, which makes it by class name and then calls {@link #configure}. */
  public AvroDeserializer() {}

  AvroDeserializer(SchemaRegistry registry, Class<T> type) {
    this.registry = registry;
    this.type = type;
    this.specific = true;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    RegistrySettings settings = new RegistrySettings(configs);
    registry = new SchemaRegistry(settings);
    specific = settings.getBoolean(RegistrySettings.SPECIFIC_READER);
    type = isKey ? null : settings.getClass(RegistrySettings.SPECIFIC_VALUE_TYPE);
    if (type != null && !SpecificRecord.class.isAssignableFrom(type)) {
      throw new ConfigException(
          RegistrySettings.SPECIFIC_VALUE_TYPE, type.getName(), "is not a generated Avro class");
    }
  }

  @Override
  @SuppressWarnings("NullAway") // A null value is a tombstone, and stays one.
  public T deserialize(String topic, byte @Nullable [] bytes) {
    return bytes == null ? null : decode(topic, bytes);
  }

  // The reader returns what it was made for: the class given, or by the caller's own choice of
  // settings.
  @SuppressWarnings("unchecked")
  private T decode(String topic, byte[] bytes) {
    if (bytes.length < WireBuffer.HEADER_LENGTH || bytes[0] != WireBuffer.MAGIC) {
      throw malformed(
          topic,
          bytes,
          "it does not start with a zero byte and a schema id, so it is not Avro in Confluent's format",
          null);
    }
    int id =
        (bytes[1] & 0xff) << 24
            | (bytes[2] & 0xff) << 16
            | (bytes[3] & 0xff) << 8
            | (bytes[4] & 0xff);
    Desk desk = desks.get();
    DatumReader<IndexedRecord> reader = reader(desk, id, topic, bytes);
    try {
      int length = bytes.length - WireBuffer.HEADER_LENGTH;
      BinaryDecoder decoder =
          DecoderFactory.get().binaryDecoder(bytes, WireBuffer.HEADER_LENGTH, length, desk.decoder);
      desk.decoder = decoder;
      IndexedRecord value = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw malformed(
            topic, bytes, "bytes are left over after a record of schema id " + id, null);
      }
      return (T) value;
    } catch (SerializationException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Garbage makes Avro throw almost anything; lengths are checked by Avro against the bytes
      // that are there.
      desk.decoder = null;
      throw malformed(topic, bytes, "it is no record of schema id " + id + ": " + e, e);
    }
  }

  private DatumReader<IndexedRecord> reader(Desk desk, int id, String topic, byte[] bytes) {
    DatumReader<IndexedRecord> last = desk.reader;
    if (last != null && desk.id == id) {
      return last;
    }
    DatumReader<IndexedRecord> found = desk.readers.get(id);
    if (found == null) {
      try {
        found = newReader(id);
      } catch (SerializationException e) {
        throw malformed(topic, bytes, String.valueOf(e.getMessage()), e);
      }
      if (desk.readers.size() >= MAX_READERS) {
        desk.readers.clear();
      }
      desk.readers.put(id, found);
    }
    desk.id = id;
    desk.reader = found;
    return found;
  }

  private DatumReader<IndexedRecord> newReader(int id) {
    if (registry == null) {
      throw new IllegalStateException("configure() was not called");
    }
    Schema writer = registry.schema(id);
    if (type == null && !specific) {
      return new GenericDatumReader<>(writer, writer);
    }
    Class<?> target = type == null ? named(writer, id) : type;
    GeneratedTypes types = this.types.computeIfAbsent(target, GeneratedTypes::new);
    return new SpecificDatumReader<>(writer, types.schema(), types);
  }

  /** The generated class of a schema's name; no class of another kind is even initialised. */
  private static Class<?> named(Schema writer, int id) {
    try {
      ClassLoader loader = Utils.getContextOrKafkaClassLoader();
      Class<?> found = Class.forName(SpecificData.getClassName(writer), false, loader);
      if (SpecificRecord.class.isAssignableFrom(found)) {
        return found;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // Reported below.
    }
    throw new SerializationException(
        "Schema id %d is of type %s, for which there is no generated class on the class path."
            .formatted(id, writer.getFullName()));
  }

  private static SerializationException malformed(
      String topic, byte[] bytes, String why, @Nullable Throwable cause) {
    String start = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_BYTES));
    return new SerializationException(
        "A record on topic '%s' (%d bytes, %s) cannot be read: %s"
            .formatted(topic, bytes.length, start.isEmpty() ? "none" : "starting " + start, why),
        cause);
  }
}
