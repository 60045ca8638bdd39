package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** A record as a line of JSON, for people and their tools. */
final class RecordJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final AvroSerdes serdes;

  RecordJson(Map<String, String> settings) {
    serdes = new AvroSerdes(settings);
  }

  /** Decodes the values of a topic of the contract; those of others are shown as text or base64. */
  Deserializer<?> decoder(Optional<Topic> topic) {
    Optional<Schema> schema = topic.flatMap(Topic::value);
    if (schema.isEmpty()) {
      return (name, bytes) -> bytes;
    }
    Class<?> type = SpecificData.get().getClass(schema.get());
    return serdes.values(type.asSubclass(SpecificRecord.class)).deserializer();
  }

  String line(ConsumerRecord<byte[], byte[]> record, Deserializer<?> decoder) {
    ObjectNode line = JSON.objectNode();
    put(line, "key", record.key());
    if (record.value() == null) {
      line.putNull("value");
      line.put("tombstone", true);
    } else {
      value(line, record, decoder);
    }
    line.put("partition", record.partition());
    line.put("offset", record.offset());
    line.put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
    ObjectNode headers = line.putObject("headers");
    for (Header header : record.headers()) {
      put(headers, header.key(), header.value());
    }
    return line.toString();
  }

  private static void value(
      ObjectNode line, ConsumerRecord<byte[], byte[]> record, Deserializer<?> decoder) {
    try {
      Object value = decoder.deserialize(record.topic(), record.headers(), record.value());
      if (value instanceof byte[] bytes) {
        put(line, "value", bytes);
      } else {
        line.set("value", AvroJson.of(value));
      }
    } catch (KafkaException e) {
      line.set("value_base64", JSON.binaryNode(record.value()));
      line.put("undecodable", String.valueOf(e.getMessage()));
    }
  }

  /** Text as text; bytes that are no UTF-8 under the same name with {@code _base64}. */
  private static void put(ObjectNode object, String name, byte @Nullable [] bytes) {
    if (bytes == null) {
      object.putNull(name);
      return;
    }
    try {
      JsonNode text = JSON.textNode(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      object.set(name, text);
    } catch (CharacterCodingException e) {
      object.set(name + "_base64", JSON.binaryNode(bytes));
    }
  }
}
