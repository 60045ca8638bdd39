package io.boardstream.sink;

import static io.boardstream.sink.Models.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.SettingsException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink with a folder and a bucket: each has its own progress. */
final class BucketSinkTest {

  private static final ModelCompatibility A = model("a", "first");

  @TempDir static Path data;
  private static SinkEnvironment environment;
  private static LocalS3 server;

  @TempDir Path parent;

  @BeforeAll
  static void startServers() throws Exception {
    environment = new SinkEnvironment(data);
    server = new LocalS3();
  }

  @AfterAll
  static void stopServers() {
    server.close();
    environment.close();
  }

  @BeforeEach
  void newTopics() throws Exception {
    environment.newPrefix();
    environment.createTopics();
  }

  @Test
  void theFolderGoesOnWhileTheBucketIsAwayAndTheBucketCatchesUp() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Map<String, String> values = environment.values(parent.resolve("documents"));
    values.putAll(server.values("both/"));
    try (ModelTopic topic = new ModelTopic(environment, Map.of());
        DocumentSink sink = new DocumentSink(SinkEnvironment.settings(values), meters)) {
      topic.put(A);
      sink.start();
      awaiting(() -> assertThat(sink.health()).isEqualTo(Health.up()));
      assertThat(server.read("both/models/a.json")).isEqualTo(folder("models/a.json"));

      server.stop();
      try {
        topic.put(model("a", "second"), model("b", "first"));
        awaiting(() -> assertThat(folder("models/a.json")).contains("second"));
        awaiting(() -> assertThat(folder("index.json")).contains("\"b\""));
        awaiting(() -> assertThat(sink.health().state()).isEqualTo(Health.State.WAITING));
        assertThat(sink.health().cause()).contains("s3://matrix/both/");
        assertThat(reachable(meters, "folder")).isEqualTo(1);
        assertThat(reachable(meters, "bucket")).isZero();
      } finally {
        server.start();
      }

      awaiting(() -> assertThat(sink.health()).isEqualTo(Health.up()));
      awaiting(() -> assertThat(server.objects("both/")).hasSize(4));
      for (String name : new String[] {"models/a.json", "models/b.json", "index.json"}) {
        awaiting(() -> assertThat(server.read("both/" + name)).isEqualTo(folder(name)));
      }
    }
  }

  @Test
  void theBucketGoesOnWhileTheFolderIsInTheWay() throws Exception {
    Path obstacle = Files.writeString(parent.resolve("documents"), "a file");
    Map<String, String> values = environment.values(obstacle);
    values.putAll(server.values("alone/"));
    try (ModelTopic topic = new ModelTopic(environment, Map.of());
        DocumentSink sink =
            new DocumentSink(SinkEnvironment.settings(values), new SimpleMeterRegistry())) {
      topic.put(A);
      sink.start();

      awaiting(() -> assertThat(server.objects("alone/")).hasSize(3));
      awaiting(() -> assertThat(sink.health().cause()).contains(obstacle.toString()));
    }
  }

  @Test
  void aBucketAloneNeedsNoFolder() throws Exception {
    Map<String, String> values = environment.values(parent);
    values.putAll(server.values("only/"));
    values.put("documents.dir", "");
    try (ModelTopic topic = new ModelTopic(environment, Map.of());
        DocumentSink sink =
            new DocumentSink(SinkEnvironment.settings(values), new SimpleMeterRegistry())) {
      sink.start();
      awaiting(() -> assertThat(sink.health()).isEqualTo(Health.up()));
      topic.put(A);

      awaiting(() -> assertThat(server.objects("only/")).containsKey("models/a.json"));
    }
    assertThat(server.objects("only/").get("index.json")).as("written at close").contains("\"a\"");
  }

  @Test
  void aSinkThatIsRefusedForItsFolderDoesNotTakeTheBucket() throws Exception {
    Map<String, String> values = environment.values(parent.resolve("documents"));
    values.putAll(server.values("refused/"));
    try (DocumentSink first =
        new DocumentSink(SinkEnvironment.settings(values), new SimpleMeterRegistry())) {
      first.start();
      awaiting(() -> assertThat(first.health()).isEqualTo(Health.up()));
      String claim = server.read("refused/" + BucketDestination.CLAIM);

      try (DocumentSink second =
          new DocumentSink(SinkEnvironment.settings(values), new SimpleMeterRegistry())) {
        assertThatThrownBy(second::start).isInstanceOf(SettingsException.class);
      }

      assertThat(server.read("refused/" + BucketDestination.CLAIM)).isEqualTo(claim);
    }
  }

  private String folder(String name) throws Exception {
    return Files.readString(parent.resolve("documents").resolve(name));
  }

  private static double reachable(SimpleMeterRegistry meters, String destination) {
    return meters
        .get("boardstream.documents.reachable")
        .tag("destination", destination)
        .gauge()
        .value();
  }

  private static void awaiting(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .untilAsserted(assertion);
  }
}
