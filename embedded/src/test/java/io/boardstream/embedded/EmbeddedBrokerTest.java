package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void committedRecordsAndTheAddressStayAndAbandonedTransactionsGo() throws Exception {
    String address;
    KafkaProducer<String, String> abandoned;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      address = broker.bootstrapServers();
      Records records = new Records(address);
      records.createTopic();
      records.commit("writer", "kept");
      abandoned = records.producer("never-seen-again");
      abandoned.beginTransaction();
      abandoned.send(new ProducerRecord<>(Records.TOPIC, "key", "never committed")).get();
      records.commit("writer", "behind an open transaction");
    }
    // Only now: a broker that it can still reach would be told to abort.
    abandoned.close(Duration.ZERO);

    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(broker.isHealthy()).isTrue();
      assertThat(new Records(address).committed(2, PATIENCE))
          .containsExactly("kept", "behind an open transaction");
    }
  }

  @Test
  void largeRecordsPassAndUnknownTopicsAreNotCreated() throws Exception {
    EmbeddedBroker closed;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      closed = broker;
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("known", 2, (short) 1))).all().get();
        assertThat(admin.listTopics().names().get()).containsExactly("known");
        assertThat(
                admin
                    .describeConfigs(List.of(topic("known")))
                    .all()
                    .get()
                    .get(topic("known"))
                    .get("max.message.bytes")
                    .value())
            .isEqualTo("16777216");
      }
    }
    assertThat(closed.isHealthy()).isFalse();
  }

  @Test
  void portThatIsTakenIsNamedWithItsUser() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
          .withMessageContaining(
              "Port " + taken.getLocalPort() + " (broker) is in use by this process")
          .withMessageContaining("choose another port");
    }
  }

  @Test
  void folderThatCannotBeReadAsLogGivesTheReasonAndIsGivenUp() throws Exception {
    Files.createDirectories(folder.resolve("log"));
    Files.writeString(
        folder.resolve("log/meta.properties"), "version=1\nnode.id=7\ncluster.id=x\n");

    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> EmbeddedBroker.start(folder, 0))
        .withMessageContaining("did not start")
        .withMessageContaining("node");
    DataFolder.open(folder, "broker").close();
  }

  private static ConfigResource topic(String name) {
    return new ConfigResource(ConfigResource.Type.TOPIC, name);
  }
}
