package io.boardstream.schemas.serde;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Stands for another vendor's classes: shows what they are told. */
final class ForeignSerde {

  private ForeignSerde() {}

  /** Writes nothing. */
  public static final class Writer implements Serializer<Object> {
    @Override
    public byte[] serialize(String topic, Object data) {
      return new byte[0];
    }
  }

  /** Reads nothing. */
  public static final class Reader implements Deserializer<Object> {
    Map<String, Object> configs = Map.of();

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      this.configs = new HashMap<>(configs);
    }

    @Override
    public Object deserialize(String topic, byte[] data) {
      return data;
    }
  }
}
