package io.boardstream.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MatrixSubscriberTest {

  @TempDir static Path data;
  private static EmbeddedBroker broker;
  private static EmbeddedRegistry registry;
  private static KafkaProducer<byte[], byte[]> producer;
  private static Serializer<ModelCompatibility> values;

  @BeforeAll
  static void startServers() throws Exception {
    broker = EmbeddedBroker.start(data.resolve("broker"), 0);
    registry = EmbeddedRegistry.start(data.resolve("registry"), 0);
    values =
        new AvroSerdes(Map.of("schema.registry.url", registry.url().toString()))
            .values(ModelCompatibility.class)
            .serializer();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  @AfterAll
  static void stopServers() {
    producer.close();
    registry.close();
    broker.close();
  }

  @Test
  void theTableIsWholeOnceCaughtUpThoughTheLastOffsetsAreMarksOfTransactions() throws Exception {
    String topic = create("bootstrap.");
    inTransaction(true, topic, model("a", "first"), model("b", "first"), model("c", "first"));
    inTransaction(true, topic, model("a", "second"));
    inTransaction(false, topic, model("d", "aborted"));
    producer.beginTransaction();
    send(topic, "b", null);
    producer.commitTransaction();

    try (MatrixSubscriber subscriber = subscriber(topic)) {
      assertThat(subscriber.isCaughtUp()).as("before anything was read").isFalse();
      int records = catchUp(subscriber);

      assertThat(records).as("fewer than offsets").isEqualTo(5);
      assertThat(subscriber.models()).containsOnlyKeys("a", "c");
      assertThat(subscriber.models().get("a").getDescription()).isEqualTo("second");
    }
  }

  @Test
  void whatIsStillOpenIsNotWaitedForAndComesWhenItIsCommitted() throws Exception {
    String topic = create("open.");
    inTransaction(true, topic, model("a", "first"));
    producer.beginTransaction();
    send(topic, "a", values.serialize(topic, model("a", "second")));
    producer.flush();

    try (MatrixSubscriber subscriber = subscriber(topic)) {
      catchUp(subscriber);
      assertThat(subscriber.models().get("a").getDescription()).isEqualTo("first");

      producer.commitTransaction();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                int unused = subscriber.poll(Duration.ofMillis(200));
                return subscriber.models().get("a").getDescription().equals("second");
              });
    }
  }

  @Test
  void anEmptyTopicIsCaughtUpAtOnce() throws Exception {
    String topic = create("empty.");

    try (MatrixSubscriber subscriber = subscriber(topic)) {
      assertThat(subscriber.isCaughtUp()).isTrue();
      assertThat(subscriber.models()).isEmpty();
    }
  }

  private static int catchUp(MatrixSubscriber subscriber) {
    int[] records = {0};
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              records[0] += subscriber.poll(Duration.ofMillis(200));
              return subscriber.isCaughtUp();
            });
    return records[0];
  }

  private static MatrixSubscriber subscriber(String topic) {
    return new MatrixSubscriber(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        Map.of("schema.registry.url", registry.url().toString()),
        topic);
  }

  private static String create(String prefix) throws Exception {
    String name = TopicCatalogue.MATRIX_MODELS.name(prefix);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(name, Optional.of(3), Optional.empty())
                      .configs(TopicCatalogue.MATRIX_MODELS.config())))
          .all()
          .get();
    }
    return name;
  }

  private static void inTransaction(boolean commit, String topic, ModelCompatibility... models) {
    producer.beginTransaction();
    for (ModelCompatibility model : models) {
      send(topic, model.getModelId(), values.serialize(topic, model));
    }
    producer.flush();
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  private static void send(String topic, String key, byte[] value) {
    var unused = producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value));
  }

  private static ModelCompatibility model(String id, String description) {
    return ModelCompatibility.newBuilder()
        .setModelId(id)
        .setMlModelName(id)
        .setDisplayName(id + " FP16")
        .setMapped(false)
        .setFamily("Other")
        .setTasks(List.of())
        .setDescription(description)
        .setLinks(Map.of())
        .setEditorialNotes(List.of())
        .setPrecision("FP16")
        .setCells(List.of())
        .build();
  }
}
