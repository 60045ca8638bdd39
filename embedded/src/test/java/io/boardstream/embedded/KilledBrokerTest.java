package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledBrokerTest {

  private static final String GROUP = "readers";

  /** So many that reading them again takes a broker longer than starting does. */
  private static final int COMMITS = 3_000;

  private static final List<TopicPartition> PARTITIONS =
      IntStream.range(0, 50).mapToObj(i -> new TopicPartition("read", i)).toList();

  @TempDir Path folder;

  @Test
  void afterAKillTheFirstAnswerHasAllCommittedOffsets() throws Exception {
    try (OtherJvm jvm = OtherJvm.ready(Alone.class, folder.toString())) {
      commit(address());
      jvm.kill();
    }
    for (int again = 0; again < 2; again++) {
      try (OtherJvm jvm = OtherJvm.ready(Alone.class, folder.toString())) {
        assertThat(committed(address())).isEqualTo(offsets(COMMITS));
        jvm.kill();
      }
    }
  }

  private String address() throws Exception {
    return Files.readString(folder.resolve("address"));
  }

  private static void commit(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      NewTopic topic = new NewTopic("read", PARTITIONS.size(), (short) 1);
      admin.createTopics(List.of(topic)).all().get();
    }
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "group.id", GROUP),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(PARTITIONS);
      for (int offset = 1; offset < COMMITS; offset++) {
        consumer.commitAsync(offsets(offset), null);
      }
      consumer.commitSync(offsets(COMMITS));
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(long offset) {
    return PARTITIONS.stream()
        .collect(Collectors.toMap(partition -> partition, p -> new OffsetAndMetadata(offset)));
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(String bootstrapServers)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    }
  }

  /** The broker in a JVM of its own, until that is killed. */
  static final class Alone {

    private Alone() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
      Files.writeString(folder.resolve("address"), broker.bootstrapServers());
      System.out.println("READY");
      new CountDownLatch(1).await();
    }
  }
}
