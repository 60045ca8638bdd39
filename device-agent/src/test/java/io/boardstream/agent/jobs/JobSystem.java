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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Broker, registry and a client, for tests of agents that do jobs. */
final class JobSystem implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(90);

  private final Path folder;
  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;
  private final JobClient client;

  private JobSystem(Path folder, EmbeddedBroker broker, EmbeddedRegistry registry) {
    this.folder = folder;
    this.broker = broker;
    this.registry = registry;
    this.client = new JobClient(settings(Map.of()), Clock.systemUTC());
  }

  static JobSystem start(Path folder) throws IOException {
    SampleModels.write(folder.resolve("locals"));
    return new JobSystem(
        folder,
        EmbeddedBroker.start(folder.resolve("broker"), 0),
        EmbeddedRegistry.start(folder.resolve("registry"), 0));
  }

  Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("topics.partitions", "1");
    settings.put("schema.registry.url", registry.url().toString());
    settings.putAll(more);
    return settings;
  }

  JobClient client() {
    return client;
  }

  Path data(String agent) {
    return folder.resolve(agent);
  }

  Path locals() {
    return folder.resolve("locals");
  }

  /** An agent that is started; who asked for it closes it. */
  AgentJobs agent(String name, String frontends, Boards boards, Map<String, String> more) {
    AgentJobs agent =
        new AgentJobs(
            new AgentJobs.Options(
                folder + "/" + name, name, "test", data(name), locals(), frontends(frontends)),
            settings(more),
            boards);
    agent.start();
    return agent;
  }

  static Frontends frontends(String yaml) {
    return Frontends.builtIn().plus(new CatalogueText("test", "frontends:\n" + yaml));
  }

  JobRequest job(String id, String device, String frontend) {
    return JobRequest.newBuilder()
        .setJobId(id)
        .setDevice(device)
        .setModelName("Tiny Perceptron")
        .setModelAddress(SampleModels.WORKING)
        .setFrontend(frontend)
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }

  JobState awaitState(String job, String state) {
    return await(job)
        .atMost(LONG)
        .until(
            () -> client.state(job),
            found -> found.isPresent() && found.get().getState().equals(state))
        .orElseThrow();
  }

  <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    List<T> all = new ArrayList<>();
    var values = new AvroSerdes(settings(Map.of())).values(type).deserializer();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> all.add(values.deserialize(topic, record.value())));
      }
    }
    return all;
  }

  @Override
  public void close() {
    client.close();
    registry.close();
    broker.close();
  }
}
