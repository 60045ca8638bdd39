package io.boardstream.schemas.serde;

import io.boardstream.schemas.ContractClasses;
import io.boardstream.schemas.Encoded;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * How a part of the system encodes its values: by the classes that its settings name, ours unless
 * told otherwise. All serdes of one instance share what they learned from the registry. Safe for
 * use by many threads.
 */
public final class AvroSerdes {

  static {
    ContractClasses.trust();
  }

  private final RegistrySettings settings;
  private final SchemaRegistry registry;

  /**
   * Asks nothing of the registry yet.
   *
   * @param settings the keys of {@link RegistrySettings}; others are ignored
   * @throws ConfigException when a value is wrong
   */
  public AvroSerdes(Map<String, ?> settings) {
    this.settings = new RegistrySettings(settings);
    this.registry = new SchemaRegistry(this.settings);
  }

  /** For record values of a topic; a null is a tombstone both ways. */
  public <T extends SpecificRecord> Serde<T> values(Class<T> type) {
    return Serdes.serdeFrom(serializer(), deserializer(type));
  }

  /** Writes record values that are encoded already; does not read. */
  public <T extends SpecificRecord> Serde<Encoded<T>> encodedValues() {
    return Serdes.serdeFrom(
        new EncodedSerializer<T>(serializer()),
        (topic, bytes) -> {
          throw new UnsupportedOperationException("Only for writing");
        });
  }

  private <T extends SpecificRecord> Serializer<T> serializer() {
    Class<?> implementation = settings.getClass(RegistrySettings.SERIALIZER_CLASS);
    if (implementation == AvroSerializer.class) {
      return new AvroSerializer<>(registry, settings, false);
    }
    @SuppressWarnings(
        "unchecked") // It takes any record, as Confluent's does, or fails on the first.
    Serializer<T> foreign = (Serializer<T>) instance(implementation, Serializer.class);
    foreign.configure(forForeign(Map.of()), false);
    return foreign;
  }

  private <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
    Class<?> implementation = settings.getClass(RegistrySettings.DESERIALIZER_CLASS);
    if (implementation == AvroDeserializer.class) {
      return new AvroDeserializer<>(registry, type);
    }
    @SuppressWarnings("unchecked") // Told by the settings to return this type.
    Deserializer<T> foreign = (Deserializer<T>) instance(implementation, Deserializer.class);
    foreign.configure(
        forForeign(
            Map.of(
                RegistrySettings.SPECIFIC_READER,
                true,
                RegistrySettings.SPECIFIC_VALUE_TYPE,
                type)),
        false);
    return foreign;
  }

  /** What was set, with what other implementations spell differently or have no default for. */
  private Map<String, Object> forForeign(Map<String, Object> more) {
    Map<String, Object> configs = new HashMap<>(settings.originals());
    configs.put(RegistrySettings.URL, String.join(",", settings.getList(RegistrySettings.URL)));
    configs.put(
        RegistrySettings.VALUE_SUBJECT_NAME_STRATEGY, settings.subjectNames(false).className());
    configs.put(
        RegistrySettings.KEY_SUBJECT_NAME_STRATEGY, settings.subjectNames(true).className());
    configs.putAll(more);
    return configs;
  }

  private static <T> T instance(Class<?> implementation, Class<T> role) {
    if (!role.isAssignableFrom(implementation)) {
      throw new ConfigException(
          implementation.getName() + " is no " + role.getName() + ", as its setting asks");
    }
    return role.cast(Utils.newInstance(implementation));
  }
}
