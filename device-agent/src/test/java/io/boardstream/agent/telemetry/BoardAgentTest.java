package io.boardstream.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.HostBoards;
import io.boardstream.agent.boards.SimulatedTree;
import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent with a real broker and registry. */
final class BoardAgentTest {

  private static final DeviceNames NAMES = new DeviceNames(Catalogue.builtIn());
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final List<BoardAgent> agents = new ArrayList<>();
  private int port;
  private EmbeddedBroker broker;
  private EmbeddedRegistry registry;

  @BeforeEach
  void aTreeOfTwoBoards() throws IOException {
    SimulatedTree.write(folder.resolve("root"), "n150", 2, NAMES);
    registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    agents.forEach(BoardAgent::close);
    if (broker != null) {
      broker.close();
    }
    registry.close();
  }

  @Test
  void boardsAndTelemetryArePublishedThroughAnOutageAndARestart() throws IOException {
    MeterRegistry meters = new SimpleMeterRegistry();
    BoardAgent agent = agent(meters);
    await().atMost(LONG).until(() -> agent.health().state() == Health.State.WAITING);

    startBroker();
    await().atMost(LONG).until(() -> agent.health().isUp());
    await().atMost(LONG).until(() -> telemetry().size() >= 4);
    assertThat(boards()).hasSize(2);
    BoardTelemetry sample = telemetry().get(0);
    assertThat(sample.getSimulated()).isTrue();
    assertThat(sample.getPowerW()).contains(12.0);
    assertThat(sample.getLimits().getPowerW()).contains(100.0);
    assertThat(sample.getThrottling()).contains(false);
    assertThat(sample.getDeviceId()).contains("n150");

    double before = meters.get("boardstream.agent.looks").timer().count();
    broker.close();
    Files.move(chip(1), folder.resolve("pulled"));
    await()
        .atMost(LONG)
        .until(() -> meters.get("boardstream.agent.looks").timer().count() > before + 5);
    startBroker();
    await().atMost(LONG).until(() -> boards().size() == 3);
    Board marked = boards().get(2);
    assertThat(marked.getPresent()).isFalse();
    assertThat(marked.getBoardKey()).isEqualTo("here/0000:02:00.0");
    await()
        .atMost(LONG)
        .until(() -> meters.get("boardstream.agent.samples").counter().count() >= before + 5);
    assertThat(meters.get("boardstream.agent.samples.dropped").counter().count()).isZero();
    agent.close();
    assertThat(agent.health().state()).isEqualTo(Health.State.STOPPED);

    MeterRegistry again = new SimpleMeterRegistry();
    BoardAgent restarted = agent(again);
    await().atMost(LONG).until(() -> again.get("boardstream.agent.samples").counter().count() >= 3);
    restarted.close();
    assertThat(boards()).as("a restart says nothing anew").hasSize(3);
  }

  private Path chip(int node) {
    return folder.resolve("root/sys/class/tenstorrent/tenstorrent!" + node);
  }

  private void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), port);
  }

  private BoardAgent agent(MeterRegistry meters) {
    BoardAgent agent =
        new BoardAgent(
            Settings.load(
                List.of(
                    KafkaSettings.DEFINITION,
                    RegistrySettings.DEFINITION,
                    BoardSettings.DEFINITION),
                null,
                Map.of(),
                values()),
            NAMES,
            new HostBoards(),
            meters);
    agents.add(agent);
    agent.start();
    return agent;
  }

  private Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    values.put(KafkaSettings.BOOTSTRAP_SERVERS, "127.0.0.1:" + port);
    values.put(KafkaSettings.TOPICS_PARTITIONS, "2");
    values.put("kafka.default.api.timeout.ms", "1000");
    values.put("kafka.request.timeout.ms", "1000");
    values.put(RegistrySettings.URL, registry.url().toString());
    values.put(BoardSettings.HOST, "here");
    values.put(BoardSettings.ROOT, folder.resolve("root").toString());
    values.put(BoardSettings.SOURCES, "sysfs");
    values.put(BoardSettings.INTERVAL, "0.2");
    return values;
  }

  private List<Board> boards() {
    return read(TopicCatalogue.DEVICE_BOARDS.name(), Board.class);
  }

  private List<BoardTelemetry> telemetry() {
    return read(TopicCatalogue.DEVICE_TELEMETRY.name(), BoardTelemetry.class);
  }

  private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    List<T> records = new ArrayList<>();
    var values = new AvroSerdes(values()).values(type).deserializer();
    try (KafkaConsumer<String, T> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", "127.0.0.1:" + port), new StringDeserializer(), values)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(found -> new TopicPartition(topic, found.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(record.value()));
      }
    }
    return records;
  }
}
