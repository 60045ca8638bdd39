package io.boardstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.schemas.TopicCatalogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics of the catalogue on a broker; each test has a prefix of its own. */
final class TopicCreatorTest {

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;
  private static Admin admin;

  private final List<Health> reports = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @Test
  void missingTopicsAreCreatedAsTheCatalogueSays() throws Exception {
    new TopicCreator(settings("new.")).ensure(reports::add);

    List<String> names = TopicCatalogue.all().stream().map(topic -> topic.name("new.")).toList();
    Map<String, TopicDescription> created = admin.describeTopics(names).allTopicNames().get();
    assertThat(created.get("new.matrix.models").partitions()).hasSize(3);
    assertThat(created.get("new.dead-letters").partitions()).hasSize(1);
    Config models = config("new.matrix.models");
    TopicCatalogue.MATRIX_MODELS
        .config()
        .forEach((key, value) -> assertThat(models.get(key).value()).isEqualTo(value));
    assertThat(reports).containsExactly(Health.up());
  }

  @Test
  void existingTopicsAreLeftAsTheyAre() throws Exception {
    create(
        new NewTopic("old.benchmark.rows", 7, (short) 1)
            .configs(Map.of("cleanup.policy", "compact")));

    new TopicCreator(settings("old.")).ensure(reports::add);
    new TopicCreator(settings("old.")).ensure(reports::add);

    assertThat(
            admin
                .describeTopics(List.of("old.benchmark.rows"))
                .allTopicNames()
                .get()
                .get("old.benchmark.rows")
                .partitions())
        .hasSize(7);
  }

  @Test
  void aTopicThatForgetsFactsIsRefusedWithTheCommandThatMendsIt() throws Exception {
    create(
        new NewTopic("bad.benchmark.rows", 1, (short) 1)
            .configs(Map.of("cleanup.policy", "delete")));

    assertThatThrownBy(() -> new TopicCreator(settings("bad.")).ensure(reports::add))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("'bad.benchmark.rows'")
        .hasMessageContaining("cleanup.policy=delete")
        .hasMessageContaining("--add-config cleanup.policy=compact");
  }

  @Test
  void anOrderedTopicWithSeveralPartitionsIsRefused() throws Exception {
    create(
        new NewTopic("wide.cdc.offsets", 2, (short) 1)
            .configs(Map.of("cleanup.policy", "compact")));

    assertThatThrownBy(() -> new TopicCreator(settings("wide.")).ensure(reports::add))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("'wide.cdc.offsets'")
        .hasMessageContaining("2 partitions");
  }

  @Test
  void tablesWhoseRecordsMeetByPartitionMustHaveEquallyMany() throws Exception {
    create(
        new NewTopic("uneven.cicd.runs", 2, (short) 1)
            .configs(Map.of("cleanup.policy", "compact")));

    assertThatThrownBy(() -> new TopicCreator(settings("uneven.")).ensure(reports::add))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("uneven.cicd.runs=2")
        .hasMessageContaining("uneven.cicd.measurements=3");
  }

  @Test
  void moreReplicasThanBrokersAreRefusedAtOnce() {
    Map<String, String> values =
        Map.of(
            "kafka.bootstrap.servers", broker.bootstrapServers(),
            "topics.prefix", "replicas.",
            "topics.replication.factor", "3");

    assertThatThrownBy(() -> new TopicCreator(new KafkaSettings(values)).ensure(reports::add))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("replication factor");
  }

  @Test
  void brokersThatAreAwayAreWaitedFor() throws Exception {
    int port = freePort();
    KafkaSettings settings =
        new KafkaSettings(
            Map.of(
                "kafka.bootstrap.servers", "127.0.0.1:" + port,
                "kafka.request.timeout.ms", "500",
                "kafka.default.api.timeout.ms", "500"));
    CompletableFuture<Void> created =
        CompletableFuture.runAsync(() -> new TopicCreator(settings).ensure(reports::add));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !reports.isEmpty() && reports.get(0).state() == Health.State.WAITING);

    try (EmbeddedBroker late = EmbeddedBroker.start(folder.resolve("late"), port)) {
      await().atMost(Duration.ofSeconds(30)).until(created::isDone);

      assertThat(created).isCompleted();
      assertThat(late.isHealthy()).isTrue();
      assertThat(reports.get(0).cause()).contains("127.0.0.1:" + port);
      assertThat(reports.get(reports.size() - 1)).isEqualTo(Health.up());
    }
  }

  private static KafkaSettings settings(String prefix) {
    return new KafkaSettings(
        Map.of(
            "kafka.bootstrap.servers",
            broker.bootstrapServers(),
            "topics.prefix",
            prefix,
            "topics.partitions",
            "3"));
  }

  private static void create(NewTopic topic) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(topic)).all().get();
  }

  private static Config config(String topic) throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
