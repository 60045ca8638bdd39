package io.boardstream.sink;

import static io.boardstream.sink.Models.model;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.SettingsException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentSinkTest {

  private static final ModelCompatibility A = model("a", "first");
  private static final ModelCompatibility B = model("b", "first");
  private static final ModelCompatibility C = model("c", "first");

  @TempDir static Path data;
  private static SinkEnvironment environment;

  @TempDir Path parent;
  private Path root;
  private WriterFixture expected;
  private ModelTopic topic;
  private SimpleMeterRegistry meters;
  private DocumentSink sink;

  @BeforeAll
  static void startServers() {
    environment = new SinkEnvironment(data);
  }

  @AfterAll
  static void stopServers() {
    environment.close();
  }

  @BeforeEach
  void open() {
    environment.newPrefix();
    root = parent.resolve("documents");
    expected = new WriterFixture(root);
    topic = new ModelTopic(environment, Map.of());
  }

  @AfterEach
  void close() {
    topic.close();
    if (sink != null) {
      sink.close();
    }
  }

  @Test
  void theFolderFollowsTheTopic() throws Exception {
    environment.createTopics();
    topic.put(A, B);
    start(Map.of());
    awaitUp();
    assertFolderHas(A, B);

    topic.put(C, model("a", "second"));
    topic.remove("b");

    awaitFolderHas(model("a", "second"), C);
    assertThat(sink.health()).isEqualTo(Health.up());
    sink.close();
    assertThat(sink.health()).isEqualTo(Health.stopped());
  }

  @Test
  void fullDocumentsWaitForTheirIntervalAndTheLastChangeIsWrittenAtClose() throws Exception {
    environment.createTopics();
    topic.put(A);
    start(Map.of("documents.full.interval.ms", "3600000"));
    awaitUp();
    assertFolderHas(A);

    for (int i = 0; i < 20; i++) {
      topic.put(model("a", "change " + i));
    }
    awaiting(() -> read("models/a.json").contains("change 19"));

    assertThat(read("compatibility.json")).doesNotContain("change");
    assertThat(count("boardstream.documents.full.written")).isEqualTo(2);
    sink.close();
    assertFolderHas(model("a", "change 19"));
    // index.json does not say the description, so it stays as it is.
    assertThat(count("boardstream.documents.full.written")).isEqualTo(3);
    assertThat(count("boardstream.sink.records")).isEqualTo(21);
  }

  @Test
  void aRestartRewritesWhatDiffersRemovesOrphansAndTouchesNothingElse() throws Exception {
    environment.createTopics();
    topic.put(A, B, C);
    start(Map.of());
    awaitUp();
    sink.close();
    Path same = root.resolve("models/a.json");
    FileTime before = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(same, before);
    Files.setLastModifiedTime(root.resolve("compatibility.json"), before);
    Files.writeString(root.resolve("models/b.json"), "tampered");
    Files.writeString(root.resolve("models/orphan.json"), "{}");
    topic.remove("c");
    topic.put(C);

    start(Map.of());
    awaitUp();

    assertFolderHas(A, B, C);
    assertThat(Files.getLastModifiedTime(same)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(root.resolve("compatibility.json"))).isEqualTo(before);
    assertThat(count("boardstream.documents.written")).isEqualTo(1);
    assertThat(count("boardstream.documents.unchanged")).isEqualTo(2);
    assertThat(count("boardstream.documents.removed")).isEqualTo(1);
  }

  @Test
  void recordsThatCannotBeReadRetractTheirModelAndTheStreamGoesOn() throws Exception {
    environment.createTopics();
    topic.put(A, B);
    start(Map.of());
    awaitUp();
    byte[] noise = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] unknownSchema = {0, 0x7f, 0, 0, 1, 2};

    topic.send("b", noise);
    topic.send("c", unknownSchema);
    topic.send("../../escape", environment.encoded(model("../../escape", "first")));
    topic.send("d", environment.encoded(A));
    topic.put(model("a", "second"), model("e", "first"));

    awaitFolderHas(model("a", "second"), model("e", "first"));
    assertThat(parent.resolve("escape.json")).doesNotExist();
    assertThat(sink.health().state()).isEqualTo(Health.State.UP);
    assertThat(sink.health().cause()).contains("3 models have no document", "dead-letters");
    var letters = topic.deadLetters();
    assertThat(letters)
        .extracting(letter -> new String(letter.key(), UTF_8))
        .containsExactlyInAnyOrder("b", "c", "../../escape", "d");
    assertThat(letters)
        .filteredOn(letter -> new String(letter.key(), UTF_8).equals("b"))
        .allSatisfy(
            letter -> {
              assertThat(letter.value()).isEqualTo(noise);
              assertThat(ModelTopic.reason(letter).topic()).isEqualTo(environment.models());
              assertThat(ModelTopic.reason(letter).message()).isNotBlank();
              assertThat(ModelTopic.reason(letter).exception()).endsWith("Exception");
            });
    assertThat(count("boardstream.sink.dead.letters")).isEqualTo(4);

    topic.put(B, C);
    topic.remove("d");

    awaitFolderHas(model("a", "second"), B, C, model("e", "first"));
    awaiting(() -> sink.health().equals(Health.up()));
  }

  @Test
  void whatIsNotCommittedIsNotShown() throws Exception {
    environment.createTopics();
    topic.put(A);
    try (ModelTopic transactional =
        new ModelTopic(environment, Map.of("transactional.id", environment.models()))) {
      transactional.producer().initTransactions();
      transactional.producer().beginTransaction();
      transactional.put(B);
      start(Map.of());
      awaitUp();
      assertFolderHas(A);

      transactional.producer().abortTransaction();
      transactional.producer().beginTransaction();
      transactional.put(C);
      transactional.producer().commitTransaction();

      awaitFolderHas(A, C);
    }
  }

  @Test
  void aSecondSinkOnTheFolderIsRefused() throws Exception {
    environment.createTopics();
    start(Map.of());
    awaitUp();

    try (DocumentSink second =
        new DocumentSink(environment.settings(root), new SimpleMeterRegistry())) {
      assertThatThrownBy(second::start)
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(root.toString())
          .hasMessageContaining("in use by another Boardstream sink");
      assertThat(second.health().state()).isEqualTo(Health.State.FAILED);
    }
    topic.put(A);
    awaitFolderHas(A);
  }

  @Test
  void aTopicThatIsNotThereYetIsWaitedFor() throws Exception {
    start(Map.of());
    awaiting(() -> sink.health().cause().contains(environment.models()));
    assertThat(sink.health().state()).isEqualTo(Health.State.WAITING);

    environment.createTopics();
    topic.put(A);

    awaitFolderHas(A);
    awaitUp();
  }

  @Test
  void aTopicThatWasMadeAnewIsReadAnew() throws Exception {
    environment.createTopics();
    topic.put(A, B, model("b", "second"), C, model("c", "second"));
    start(Map.of());
    awaitUp();

    environment.deleteModels();
    awaiting(
        () -> {
          try (var admin = environment.admin()) {
            return !admin.listTopics().names().get().contains(environment.models());
          }
        });
    recreateModels();

    awaitFolderHas(B);
  }

  @Test
  void partitionsThatAreAddedAreFollowedToo() throws Exception {
    environment.createTopics();
    topic.put(A);
    start(Map.of("kafka.metadata.max.age.ms", "200"));
    awaitUp();

    environment.addModelPartition();
    topic.sendToPartition(3, "b", environment.encoded(B));

    awaitFolderHas(A, B);
    awaitUp();
  }

  @Test
  void aBrokerThatIsAwayIsSaidAndWaitedFor() throws Exception {
    environment.createTopics();
    topic.put(A);
    start(Map.of());
    awaitUp();

    environment.stopBroker();
    awaiting(() -> sink.health().state() == Health.State.WAITING);
    assertThat(sink.health().cause()).contains("Kafka", "does not answer");

    environment.startBroker();
    topic.put(B);
    awaitFolderHas(A, B);
    awaitUp();
  }

  @Test
  void aRegistryThatIsAwayIsSaidAndWaitedFor() throws Exception {
    environment.createTopics();
    topic.put(A);
    environment.stopRegistry();
    try {
      start(Map.of());
      awaiting(() -> sink.health().state() == Health.State.WAITING);
      assertThat(sink.health().cause()).containsIgnoringCase("registry");
      assertThat(root.resolve("models/a.json")).doesNotExist();
    } finally {
      environment.startRegistry();
    }

    awaitFolderHas(A);
    awaitUp();
    assertThat(count("boardstream.sink.dead.letters")).isZero();
  }

  @Test
  void aSinkThatIsKilledWhileItWritesCatchesUpAtTheNextStart() throws Exception {
    environment.createTopics();
    List<ModelCompatibility> last = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    environment.values(root).forEach((key, value) -> arguments.add(key + "=" + value));
    for (int round = 0; round < 2; round++) {
      try (TestProcess child =
          new TestProcess(SinkProcess.class, arguments.toArray(String[]::new))) {
        assertThat(child.line()).isEqualTo("started");
        last.clear();
        for (int i = 0; i < 60; i++) {
          ModelCompatibility next = model("m" + i % 10, round + " " + "z".repeat(i * 1000));
          topic.put(next);
          last.add(next);
        }
        int seen = round;
        awaiting(() -> read("models/m0.json").contains("\"" + seen + " zz"));
      }
    }

    start(Map.of());
    awaitUp();

    assertFolderHas(last.subList(50, 60).toArray(ModelCompatibility[]::new));
  }

  @Test
  void aClientSettingWithoutMeaningIsRefusedAtTheStart() {
    Map<String, String> values = environment.values(root);
    values.put("kafka.fetch.max.wait.ms", "soon");
    sink = new DocumentSink(SinkEnvironment.settings(values), new SimpleMeterRegistry());

    assertThatThrownBy(sink::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("fetch.max.wait.ms");
  }

  private void recreateModels() throws Exception {
    try (var admin = environment.admin()) {
      var models = new NewTopic(environment.models(), Optional.of(3), Optional.empty());
      admin.createTopics(List.of(models)).all().get();
    }
    topic.put(B);
  }

  private void start(Map<String, String> more) {
    Map<String, String> values = environment.values(root);
    values.putAll(more);
    meters = new SimpleMeterRegistry();
    sink = new DocumentSink(SinkEnvironment.settings(values), meters);
    sink.start();
  }

  private void awaitUp() {
    awaiting(() -> sink.health().isUp());
  }

  private void assertFolderHas(ModelCompatibility... models) throws IOException {
    assertThat(expected.present()).isEqualTo(expected.expected(List.of(models)));
  }

  private void awaitFolderHas(ModelCompatibility... models) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .untilAsserted(() -> assertFolderHas(models));
  }

  private static void awaiting(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(condition);
  }

  private String read(String name) throws IOException {
    return expected.read(name);
  }

  private int count(String counter) {
    return (int) meters.get(counter).counter().count();
  }
}
