package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.TopicCatalogue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Rows that could not be used, as records of {@code dead-letters}: their columns as JSON. */
final class DeadLetters {

  /** Of a value in a dead letter; a longer one would not fit into a record. */
  private static final int MAX_VALUE = 100_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;

  DeadLetters(String topicsPrefix) {
    this.topic = TopicCatalogue.DEAD_LETTERS.name(topicsPrefix);
  }

  ProducerRecord<byte[], byte[]> of(String key, RowChange change, String rule, String reason) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, key.getBytes(UTF_8), json(change.columns()));
    new DeadLetter(change.table().toString(), -1, -1, rule, reason).write(record.headers());
    return record;
  }

  private static byte[] json(Map<String, @Nullable Object> columns) {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    columns.forEach((name, value) -> texts.put(name, value == null ? null : shortened(value)));
    try {
      return JSON.writeValueAsBytes(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts are always JSON", e);
    }
  }

  private static String shortened(Object value) {
    String text = value.toString();
    return text.length() <= MAX_VALUE
        ? text
        : "%s… (%,d characters)".formatted(text.substring(0, MAX_VALUE), text.length());
  }
}
