package io.boardstream.sink;

import io.boardstream.schemas.DeadLetter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records that cannot be used to {@code dead-letters}, byte for byte, with the reason. */
final class DeadLetters implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, Object> client;
  private final String topic;

  /** Made when first needed: most sinks never meet a bad record. */
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  DeadLetters(Map<String, Object> client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /**
   * Sends one, and returns when the broker has it.
   *
   * @throws KafkaException when it could not be sent: try again
   */
  void send(ConsumerRecord<byte[], byte[]> record, ModelChange.Unreadable why) {
    try {
      send(record, why.exception(), why.reason(), record.value());
    } catch (RecordTooLargeException e) {
      String reason = why.reason() + " (The value is too large to be kept here.)";
      send(record, why.exception(), reason, null);
    }
  }

  private void send(
      ConsumerRecord<byte[], byte[]> record,
      String exception,
      String reason,
      byte @Nullable [] value) {
    RecordHeaders headers = new RecordHeaders(record.headers());
    new DeadLetter(record.topic(), record.partition(), record.offset(), exception, reason)
        .write(headers);
    try {
      producer()
          .send(new ProducerRecord<>(topic, null, record.timestamp(), record.key(), value, headers))
          .get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException("Cannot send to " + topic, e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    if (producer == null) {
      Map<String, Object> settings = new HashMap<>(client);
      settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "boardstream-sink-dead-letters");
      settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
      settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
      settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
      settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
      settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 32 << 20);
      producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
      producer = null;
    }
  }
}
