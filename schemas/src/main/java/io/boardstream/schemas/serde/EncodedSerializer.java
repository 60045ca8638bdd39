package io.boardstream.schemas.serde;

import io.boardstream.schemas.Encoded;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes records that are encoded already; by another's serializer, it encodes them again. */
final class EncodedSerializer<T extends SpecificRecord> implements Serializer<Encoded<T>> {

  private final Serializer<T> serializer;

  EncodedSerializer(Serializer<T> serializer) {
    this.serializer = serializer;
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's null record is a tombstone, and its bytes are null.
  public byte[] serialize(String topic, @Nullable Encoded<T> record) {
    if (record == null) {
      return null;
    }
    return serializer instanceof AvroSerializer<T> ours
        ? ours.serialize(topic, record.value(), record.bytes())
        : serializer.serialize(topic, record.value());
  }

  @Override
  public void close() {
    serializer.close();
  }
}
