package io.boardstream.schemas.serde;

import java.io.IOException;
import java.util.Map;
import org.apache.pulsar.kafka.shade.avro.Schema;
import org.apache.pulsar.kafka.shade.avro.generic.GenericDatumReader;
import org.apache.pulsar.kafka.shade.avro.io.DecoderFactory;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroSerializer;

/** Confluent's own classes, with the Avro that they bring, as another program on the same topic. */
final class ConfluentPeer implements AutoCloseable {

  private final KafkaAvroSerializer serializer = new KafkaAvroSerializer();
  private final KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();

  ConfluentPeer(Map<String, ?> configs) {
    serializer.configure(configs, false);
    deserializer.configure(configs, false);
  }

  /** Writes what plain Avro bytes (without header) say. */
  byte[] write(String topic, String schema, byte[] avro) throws IOException {
    GenericDatumReader<Object> reader = new GenericDatumReader<>(new Schema.Parser().parse(schema));
    Object record = reader.read(null, DecoderFactory.get().binaryDecoder(avro, null));
    return serializer.serialize(topic, record);
  }

  /** Reads a record as JSON, as Avro prints it. */
  String read(String topic, byte[] bytes) {
    return deserializer.deserialize(topic, bytes).toString();
  }

  @Override
  public void close() {
    serializer.close();
    deserializer.close();
  }
}
