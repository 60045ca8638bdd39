package io.boardstream.agent.jobs;

import static org.awaitility.Awaitility.await;

import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.onnx.SampleModels;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A broker whose locks are short, a registry, and agents with a frontend that waits for a gate. */
final class JobsFixture implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(2);

  private static final Map<String, String> SHORT_LOCKS =
      Map.of(
          "group.share.record.lock.duration.ms", "2000",
          "group.share.min.record.lock.duration.ms", "1000",
          "group.share.delivery.count.limit", "3");

  private static final String GATED =
      """
      frontends:
        - name: gated
          command: [/bin/sh, -c, 'echo ''{"stage":"executing"}''; while [ ! -e FOLDER/gate-$0 ]; do sleep 0.1; done; echo ''{"status":"completed"}''', '{model-name}']
          devices: [DEVICE]
      """;

  private final Path folder;
  private final EmbeddedRegistry registry;
  private final List<Runnable> endings = new ArrayList<>();
  private EmbeddedBroker broker;

  JobsFixture(Path folder) throws IOException {
    this.folder = folder;
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SHORT_LOCKS);
    registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
    SampleModels.write(folder.resolve("locals"));
  }

  Map<String, String> settings() {
    return settings(Map.of());
  }

  Map<String, String> settings(Map<String, String> also) {
    Map<String, String> settings = new HashMap<>(also);
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("schema.registry.url", registry.url().toString());
    settings.put("topics.partitions", "1");
    settings.put("agent.jobs.lock.seconds", "2");
    // A broker that is away is noticed and tried again soon.
    settings.put("kafka.delivery.timeout.ms", "3000");
    settings.put("kafka.request.timeout.ms", "1000");
    settings.put("kafka.max.block.ms", "1000");
    settings.put("kafka.reconnect.backoff.max.ms", "500");
    return settings;
  }

  JobClient client() {
    JobClient client = new JobClient(settings(), Clock.systemUTC());
    endings.add(client::close);
    return client;
  }

  AgentJobs agent(String name, String device) {
    AgentJobs agent = newAgent(settings(), folder, name, device);
    endings.add(agent::close);
    agent.start();
    return agent;
  }

  Process agentProcess(String name, String device) throws IOException {
    Path file = folder.resolve(name + ".properties");
    Properties properties = new Properties();
    properties.putAll(settings());
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, "");
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                AgentProgram.class.getName(),
                file.toString(),
                folder.toString(),
                name,
                device)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    endings.add(process::destroyForcibly);
    return process;
  }

  static AgentJobs newAgent(Map<String, String> settings, Path folder, String name, String device) {
    String gated = GATED.replace("FOLDER", folder.toString()).replace("DEVICE", device);
    BoardSlot board =
        new BoardSlot(
            name + "/0", device, Optional.of("synthetic"), Optional.empty(), Optional.empty());
    return new AgentJobs(
        new AgentJobs.Options(
            folder + "/" + name,
            "host-" + name,
            "test",
            folder.resolve(name),
            folder.resolve("locals"),
            Frontends.builtIn().plus(new CatalogueText("test", gated))),
        settings,
        () -> List.of(board));
  }

  /** A job that runs until its gate is open. */
  static JobRequest job(String id, String device) {
    return JobRequest.newBuilder()
        .setJobId(id)
        .setDevice(device)
        .setModelName(id)
        .setModelAddress(SampleModels.WORKING)
        .setFrontend("gated")
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }

  void open(String job) throws IOException {
    Files.writeString(folder.resolve("gate-" + job), "");
  }

  static JobState awaitState(JobClient client, String job, String state) {
    return await()
        .atMost(LONG)
        .until(
            () -> client.state(job),
            found -> found.isPresent() && found.get().getState().equals(state))
        .orElseThrow();
  }

  void stopBroker() {
    broker.close();
  }

  void startBroker() {
    int port = Integer.parseInt(broker.bootstrapServers().replaceAll(".*:", ""));
    broker = EmbeddedBroker.start(folder.resolve("broker"), port, SHORT_LOCKS);
  }

  /** What is on a topic of one partition. */
  <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    var values = new AvroSerdes(settings()).values(type).deserializer();
    List<T> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
          all.add(values.deserialize(topic, one.value()));
        }
      }
    }
    return all;
  }

  /** Ends what a test began. */
  void closeAgents() {
    endings.forEach(Runnable::run);
    endings.clear();
  }

  @Override
  public void close() {
    closeAgents();
    registry.close();
    broker.close();
  }
}
