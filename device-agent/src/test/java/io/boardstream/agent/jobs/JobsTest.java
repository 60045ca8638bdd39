package io.boardstream.agent.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.onnx.SampleModels;
import io.boardstream.agent.outbox.Message;
import io.boardstream.agent.outbox.Outbox;
import io.boardstream.agent.outbox.OutboxSender;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.avro.RunEvent;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.runtime.Health;
import io.boardstream.schemas.serde.AvroSerdes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The whole path of a job: submitted, taken, tried, told, on a real broker. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class JobsTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  @TempDir private static Path shared;
  private static EmbeddedBroker broker;
  private static EmbeddedRegistry registry;

  private static final String PREFIX = "t" + UUID.randomUUID() + ".";
  private static Path folder;
  private static AgentJobs always;
  private static JobClient client;

  private final List<AgentJobs> agents = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(shared.resolve("broker"), 0);
    registry = EmbeddedRegistry.start(shared.resolve("registry"), 0);
    folder = shared.resolve("agents");
    SampleModels.write(folder.resolve("locals"));
    client = new JobClient(settings(), Clock.systemUTC());
    always = newAgent("always", "cpu");
  }

  @AfterAll
  static void stop() {
    always.close();
    client.close();
    registry.close();
    broker.close();
  }

  @AfterEach
  void closeAgents() {
    agents.forEach(AgentJobs::close);
  }

  @Test
  void aModelThatWorksAndOneThatDoesNotBecomeEvents() throws Exception {
    client.submit(job("good", "onnx-cpu", SampleModels.WORKING));
    client.submit(job("bad", "onnx-cpu", SampleModels.UNSUPPORTED));

    JobState good = awaitState("good", "completed");
    JobState bad = awaitState("bad", "failed");

    assertThat(good.getAttempts()).isEqualTo(1);
    assertThat(bad.getFailureReason()).contains("compilation_error");
    assertThat(bad.getFailureCategory()).contains("unsupported-op");
    // The state is sent after the events of its attempt, in one order.
    List<CompileEvent> compiled = read("device.compile-events", CompileEvent.class);
    List<RunEvent> ran = read("device.run-events", RunEvent.class);
    assertThat(compiled)
        .filteredOn(event -> event.getAttempt().getJobId().equals("bad"))
        .extracting(event -> event.getAttempt().getOptions())
        .containsExactly(
            Map.of("optimization", "all"),
            Map.of("optimization", "basic"),
            Map.of("optimization", "none"));
    assertThat(ran).extracting(event -> event.getAttempt().getJobId()).doesNotContain("bad");
    RunEvent run = only(ran, "good");
    assertThat(run.getAttempt().getId()).isEqualTo("good.0.1");
    assertThat(run.getOutcome().getStatus()).isEqualTo("completed");
    assertThat(run.getThroughput().orElseThrow()).isPositive();
    assertThat(run.getAttempt().getModelSha256()).isPresent();
    assertThat(run.getAttempt().getPeakMemoryBytes()).isPresent();
    assertThat(run.getAttempt().getModelBytes().orElseThrow()).isPositive();
    // The state "downloading" was confirmed, and so stamped, long before. One machine, one clock.
    assertThat(run.getAttempt().getClockOffsetMs().orElseThrow()).isBetween(-2_000L, 2_000L);
    AttemptLogs logs = new AttemptLogs(folder.resolve("always/attempts"), 1000, 1 << 30);
    assertThat(logs.list()).contains("good.0.1", "bad.0.3");
    assertThat(logs.log("bad.0.3").orElseThrow()).contains("Frobnicate");
    assertThat(logs.events("good.0.1").orElseThrow()).contains("\"status\"");
  }

  @Test
  void aJobIsCancelledBeforeAndDuringItsRunAndCanBeRetried() {
    client.submit(job("during", "slow", SampleModels.WORKING));
    awaitState("during", "executing");
    client.submit(job("early", "slow", SampleModels.WORKING));
    await().atMost(LONG).until(() -> client.cancel("early", "a test"));
    assertThat(client.cancel("nobody", "a test")).isFalse();

    client.cancel("during", "a test");

    awaitState("during", "cancelled");
    assertThat(awaitState("early", "cancelled").getMessage().orElseThrow())
        .contains("a test", "before it began");
    assertThat(client.retry("during", "a test")).isTrue();
    awaitState("during", "executing");
    assertThat(client.retry("during", "a test")).as("goes on").isFalse();
    client.cancel("during", "a test");
    assertThat(awaitState("during", "cancelled").getRequest().getRetry()).isEqualTo(1);
  }

  @Test
  void aJobOfAnAgentThatStopsIsFinishedByAnother() throws Exception {
    AgentJobs first = agent("one", "moving");
    client.submit(
        JobRequest.newBuilder(job("moved", "gated", SampleModels.WORKING))
            .setDevice("moving")
            .build());
    awaitState("moved", "executing");

    first.close();
    agents.remove(first);
    Files.writeString(folder.resolve("gate"), "open");
    agent("two", "moving");

    JobState state = awaitState("moved", "completed");
    assertThat(state.getAttempts()).isEqualTo(101);
    RunEvent run = only(read("device.run-events", RunEvent.class), "moved");
    assertThat(run.getAttempt().getId()).isEqualTo("moved.0.101");
  }

  @Test
  void poisonIsDeadLetteredAndTheNextJobIsDone() throws Exception {
    client.submit(job("before", "quick", SampleModels.WORKING));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(PREFIX + "jobs.requests.cpu", "no job at all".getBytes(UTF_8)))
          .get();
    }
    client.submit(job("after", "quick", SampleModels.WORKING));

    awaitState("before", "completed");
    awaitState("after", "completed");

    await().atMost(LONG).untilAsserted(() -> assertThat(raw("dead-letters")).hasSize(1));
    assertThat(raw("dead-letters").get(0).value()).isEqualTo("no job at all".getBytes(UTF_8));
  }

  @Test
  void manyJobsOverSeveralAgentsAreEachDoneOnce() throws Exception {
    agent("second", "cpu");
    agent("third", "cpu");
    int jobs = 30;
    for (int i = 0; i < jobs; i++) {
      client.submit(job("job-" + i, "quick", SampleModels.WORKING));
    }

    await()
        .atMost(LONG)
        .until(
            () ->
                client.list().stream()
                    .filter(s -> s.getJobId().startsWith("job-"))
                    .filter(s -> s.getState().equals("completed"))
                    .count(),
            done -> done == jobs);

    assertThat(read("device.run-events", RunEvent.class))
        .extracting(event -> event.getAttempt().getJobId())
        .filteredOn(id -> id.startsWith("job-"))
        .hasSize(jobs)
        .doesNotHaveDuplicates();
  }

  @Test
  void anUnknownFrontendAndAMissingModelFailWithTheirReason() {
    client.submit(job("frontend", "/bin/sh", SampleModels.WORKING));
    client.submit(job("model", "quick", "../secret"));

    assertThat(awaitState("frontend", "failed").getFailureCategory()).contains("configuration");
    JobState model = awaitState("model", "failed");
    assertThat(model.getFailureReason()).contains("download_error");
    assertThat(model.getFailureCategory()).contains("network");
  }

  @Test
  void whatWasPutWhileTheBrokerWasAwayArrivesInOrder() throws Exception {
    Path data = folder.resolve("away");
    EmbeddedBroker mortal = EmbeddedBroker.start(data, 0);
    int port = Integer.parseInt(mortal.bootstrapServers().replaceAll(".*:", ""));
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrap.servers", mortal.bootstrapServers(),
            "kafka.delivery.timeout.ms", "3000",
            "kafka.request.timeout.ms", "1000",
            "kafka.max.block.ms", "1000",
            "schema.registry.url", registry.url().toString());
    new JobTopics(new io.boardstream.runtime.KafkaSettings(settings)).create(List.of());
    try (Outbox outbox = Outbox.open(folder.resolve("outbox.db"), 1 << 20);
        OutboxSender sender = new OutboxSender(outbox, settings)) {
      sender.start();
      outbox.put(List.of(state("first")));
      await().atMost(LONG).until(() -> outbox.waiting() == 0);
      mortal.close();
      for (int i = 0; i < 20; i++) {
        outbox.put(List.of(state("while-away-" + i)));
      }
      await().atMost(LONG).until(() -> sender.health().state() == Health.State.WAITING);
      assertThat(outbox.waiting()).isEqualTo(20);

      mortal = EmbeddedBroker.start(data, port);

      await().atMost(LONG).until(() -> outbox.waiting() == 0 && sender.health().isUp());
    } finally {
      mortal.close();
    }
  }

  private AgentJobs agent(String name, String device) {
    AgentJobs agent = newAgent(name, device);
    agents.add(agent);
    return agent;
  }

  private static RunEvent only(List<RunEvent> all, String job) {
    List<RunEvent> found =
        all.stream().filter(run -> run.getAttempt().getJobId().equals(job)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static AgentJobs newAgent(String name, String device) {
    Frontends frontends =
        Frontends.builtIn()
            .plus(
                new CatalogueText(
                    "test",
                    """
                    frontends:
                      - name: quick
                        command: [/bin/sh, -c, 'echo ''{"stage":"executing"}''; echo ''{"status":"completed"}''']
                        devices: [cpu, moving]
                      - name: slow
                        command: [/bin/sh, -c, 'echo ''{"stage":"executing"}''; sleep 600']
                        devices: [cpu, moving]
                      - name: gated
                        command: [/bin/sh, -c, 'echo ''{"stage":"executing"}''; while [ ! -e GATE ]; do sleep 0.2; done; echo ''{"status":"completed"}''']
                        devices: [cpu, moving]
                    """
                        .replace("GATE", folder.resolve("gate").toString())));
    AgentJobs.Options options =
        new AgentJobs.Options(
            PREFIX + name,
            "host-" + name,
            "test",
            folder.resolve(name),
            folder.resolve("locals"),
            frontends);
    AgentJobs agent = new AgentJobs(options, settings(), () -> List.of(slot(name, device)));
    agent.start();
    return agent;
  }

  private static BoardSlot slot(String name, String device) {
    return new BoardSlot(
        name + "/0", device, Optional.of("cpu"), Optional.empty(), Optional.empty());
  }

  private static Map<String, String> settings() {
    return Map.of(
        "kafka.bootstrap.servers",
        broker.bootstrapServers(),
        "topics.prefix",
        PREFIX,
        "topics.partitions",
        "2",
        "schema.registry.url",
        registry.url().toString());
  }

  private JobState awaitState(String job, String state) {
    return await()
        .atMost(LONG)
        .until(
            () -> client.state(job),
            found -> found.isPresent() && found.get().getState().equals(state))
        .orElseThrow();
  }

  private static JobRequest job(String id, String frontend, String model) {
    return JobRequest.newBuilder()
        .setJobId(id)
        .setDevice("cpu")
        .setModelName("Tiny Perceptron")
        .setModelAddress(model)
        .setFrontend(frontend)
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }

  private static Message state(String id) {
    JobState state =
        JobState.newBuilder()
            .setJobId(id)
            .setState("queued")
            .setRequest(job(id, "quick", "m"))
            .setUpdatedAt(Instant.EPOCH)
            .build();
    return new Message("jobs.state", id, state, true);
  }

  private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    var values = new AvroSerdes(settings()).values(type).deserializer();
    return raw(topic).stream().map(r -> values.deserialize(r.topic(), r.value())).toList();
  }

  private static String key(ConsumerRecord<String, byte[]> record) {
    return record.key() == null ? "" : record.key();
  }

  /** All records, those of one key in their order. */
  private List<ConsumerRecord<String, byte[]>> raw(String topic) {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(PREFIX + topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ends.entrySet().stream()
          .allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    all.sort(Comparator.comparing(JobsTest::key));
    return all;
  }
}
