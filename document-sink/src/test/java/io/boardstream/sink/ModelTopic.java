package io.boardstream.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.schemas.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The writing side of {@code matrix.models}, and what is on {@code dead-letters}. */
final class ModelTopic implements AutoCloseable {

  private final SinkEnvironment environment;
  private final KafkaProducer<byte[], byte[]> producer;

  ModelTopic(SinkEnvironment environment, Map<String, Object> config) {
    this.environment = environment;
    Map<String, Object> quick = new HashMap<>(config);
    quick.put("metadata.max.age.ms", 200);
    this.producer = environment.producer(quick);
  }

  KafkaProducer<byte[], byte[]> producer() {
    return producer;
  }

  void put(ModelCompatibility... models) throws ExecutionException, InterruptedException {
    for (ModelCompatibility model : models) {
      send(model.getModelId(), environment.encoded(model));
    }
  }

  void remove(String id) throws ExecutionException, InterruptedException {
    send(id, null);
  }

  void send(String key, byte[] value) throws ExecutionException, InterruptedException {
    var sent =
        producer.send(new ProducerRecord<>(environment.models(), key.getBytes(UTF_8), value));
    producer.flush();
    sent.get();
  }

  void sendToPartition(int partition, String key, byte[] value) throws Exception {
    producer
        .send(new ProducerRecord<>(environment.models(), partition, key.getBytes(UTF_8), value))
        .get();
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", environment.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(environment.deadLetters()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long end = consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
      while (records.size() < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  static DeadLetter reason(ConsumerRecord<byte[], byte[]> record) {
    return DeadLetter.read(record.headers());
  }

  @Override
  public void close() {
    producer.close();
  }
}
