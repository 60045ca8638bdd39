package io.boardstream.producers.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.FileReader;
import io.boardstream.producers.RowReaderException;
import io.boardstream.producers.csv.CsvReader;
import io.boardstream.producers.facts.FactLog;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TakenOverException;
import io.boardstream.producers.postgres.Servers;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** After an import the topic says of a source what the file says, whatever came before. */
@ExtendWith(Servers.class)
final class SourceImportTest {

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String HEADER =
      "github_pipeline_id,pipeline_end_ts,ml_model_name,device_name,isl,osl,batch_size,precision,"
          + "benchmark_run_id,step_name,metric_name,metric_value\n";

  @TempDir private Path folder;

  private final String prefix = "import" + NUMBERS.incrementAndGet() + ".";
  private String bootstrap;
  private Settings settings;
  private Deserializer<BenchmarkRow> decoder;

  @BeforeEach
  void createTopics(Servers.Running servers) throws Exception {
    bootstrap = servers.broker().bootstrapServers();
    settings =
        Settings.load(
            List.of(KafkaSettings.DEFINITION, RegistrySettings.DEFINITION),
            null,
            Map.of(),
            Map.of(
                KafkaSettings.BOOTSTRAP_SERVERS,
                bootstrap,
                KafkaSettings.TOPICS_PREFIX,
                prefix,
                RegistrySettings.URL,
                servers.registry().url().toString()));
    decoder = new AvroSerdes(settings.values()).values(BenchmarkRow.class).deserializer();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TopicCatalogue.BENCHMARK_ROWS.name(prefix), 3, (short) 1),
                  new NewTopic(TopicCatalogue.CDC_OFFSETS.name(prefix), 1, (short) 1),
                  new NewTopic(TopicCatalogue.DEAD_LETTERS.name(prefix), 1, (short) 1)))
          .all()
          .get();
    }
  }

  @Test
  void topicSaysWhatTheFileSays() throws Exception {
    Path file = file(row("A", "1"), row("", "2"), row("B", "fast"), row("C", "3"));

    ImportOutcome outcome = run(file, "f");

    assertThat(outcome.accepted()).isEqualTo(3);
    assertThat(outcome.withoutModel()).isEqualTo(1);
    assertThat(outcome.rejected()).isEqualTo(1);
    assertThat(outcome.examples())
        .singleElement()
        .satisfies(r -> assertThat(r.reason()).contains("fast"));
    assertThat(alive("f")).containsExactly("f/1 A 1.0", "f/2  2.0", "f/4 C 3.0");
    BenchmarkRow row = decoder.deserialize("", newest().get("f/1").value());
    assertThat(row.getVersion()).contains(new FactVersion(0L, 0L));
    assertThat(row.getOrigin().orElseThrow()).endsWith(" row 1");
    assertThat(records(TopicCatalogue.DEAD_LETTERS))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(new String(letter.key(), UTF_8)).isEqualTo("f/3");
              assertThat(new String(letter.value(), UTF_8)).contains("\"metric_value\":\"fast\"");
              assertThat(DeadLetter.read(letter.headers()).topic()).isEqualTo("rows.csv");
              assertThat(DeadLetter.read(letter.headers()).exception()).isEqualTo("row.number");
            });
  }

  @Test
  void sourceThatIsCapturedFromADatabaseIsNotImportedOver() throws Exception {
    Path file = file(row("A", "1"));
    byte[] key = "[\"boardstream-db\",{\"server\":\"db\"}]".getBytes(UTF_8);
    try (FactLog capture =
        new FactLog(new KafkaSettings(settings.values()), "db", key, health -> {}, () -> {})) {
      capture.open();
      capture.append(List::of, new SourcePosition(key, "{}".getBytes(UTF_8), 0));

      assertThatThrownBy(() -> run(file, "db")).isInstanceOf(SourceNameException.class);
      assertThatThrownBy(() -> run(file, "db-cicd")).isInstanceOf(SourceNameException.class);
      assertThatThrownBy(() -> run(file, "other/f")).isInstanceOf(SourceNameException.class);

      // It was not fenced either.
      capture.append(List::of, new SourcePosition(key, "{}".getBytes(UTF_8), 1));
    }
    assertThat(records(TopicCatalogue.BENCHMARK_ROWS)).isEmpty();
  }

  @Test
  void sameFileAgainWritesNothing() throws Exception {
    Path file = file(row("A", "1"), row("B", "fast"));
    run(file, "f");
    long before = ends();

    ImportOutcome again = run(file, "f");

    assertThat(again.unchanged()).isTrue();
    assertThat(ends()).isEqualTo(before);
    assertThat(records(TopicCatalogue.DEAD_LETTERS)).hasSize(1);
  }

  @Test
  void changedFileReplacesItsRowsAndTakesBackThoseThatAreGone() throws Exception {
    run(file(row("other", "1")), "g");
    run(file(row("A", "1"), row("B", "2"), row("C", "3")), "f");

    ImportOutcome outcome = run(file(row("A", "1.5"), row("B", "bad")), "f");

    assertThat(outcome.retracted()).isEqualTo(1);
    assertThat(alive("f")).containsExactly("f/1 A 1.5");
    assertThat(alive("g")).containsExactly("g/1 other 1.0");
    assertThat(VersionHeader.read(newest().get("f/3").headers()).map(FactVersion::getEpoch))
        .contains(1L);
  }

  @Test
  void importThatWasBrokenOffIsCompletedByTheNextOfWhicheverFile() throws Exception {
    String[] many =
        IntStream.range(0, 5_000).mapToObj(i -> row("M" + i, "1")).toArray(String[]::new);
    Path file = file(many);
    FileReader whole = reader(file, "f");
    AtomicInteger passes = new AtomicInteger();
    FileReader killed =
        rows -> {
          AtomicInteger read = new AtomicInteger();
          boolean second = passes.incrementAndGet() == 2;
          whole.readRaw(
              row -> {
                if (second && read.incrementAndGet() > 3_000) {
                  throw new IllegalStateException("killed");
                }
                rows.accept(row);
              });
        };
    assertThatThrownBy(() -> imports().run(plan(file, "f"), killed, false)).hasMessage("killed");
    assertThat(alive("f")).hasSize(2_000);

    assertThat(run(file, "f").unchanged()).isFalse();
    assertThat(alive("f")).hasSize(5_000);

    passes.set(0);
    assertThatThrownBy(() -> imports().run(plan(file, "f"), killed, true)).hasMessage("killed");
    assertThat(run(file(row("A", "1")), "f").retracted()).isEqualTo(4_999);
    assertThat(alive("f")).containsExactly("f/1 A 1.0");
  }

  @Test
  void fileThatCannotBeReadToItsEndWritesNothing() throws Exception {
    run(file(row("A", "1")), "f");
    Path broken = file(row("B", "2"), "\"never closed");

    assertThatThrownBy(() -> run(broken, "f")).isInstanceOf(RowReaderException.class);

    assertThat(alive("f")).containsExactly("f/1 A 1.0");
    assertThat(run(file(row("A", "1")), "f").unchanged()).isTrue();
  }

  @Test
  void importThatIsOvertakenGivesUp() throws Exception {
    Path newer = Files.writeString(folder.resolve("newer.csv"), HEADER + row("new", "2"));
    Path older = file(row("old", "1"), row("old", "1"));
    FileReader whole = reader(older, "f");
    AtomicInteger passes = new AtomicInteger();
    FileReader overtaken =
        rows -> {
          if (passes.incrementAndGet() == 2) {
            try {
              run(newer, "f");
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
          whole.readRaw(rows);
        };

    assertThatThrownBy(() -> imports().run(plan(older, "f"), overtaken, false))
        .isInstanceOf(TakenOverException.class);
    assertThat(alive("f")).containsExactly("f/1 new 2.0");
  }

  @Test
  void resultsByHandComeAndGoOneByOne() throws Exception {
    ManualResult one = ManualResult.of(Map.of("ml_model_name", "A"), Map.of("tps", "1", "ms", "2"));
    ManualResult two = ManualResult.of(Map.of("ml_model_name", "B"), Map.of("tps", "3"));
    for (ManualResult result : List.of(one, two, one)) {
      imports().run(result.plan(), result, true);
    }
    assertThat(alive("manual")).hasSize(3);

    ManualResult none = ManualResult.none(one.id());
    assertThat(imports().run(none.plan(), none, true).retracted()).isEqualTo(2);
    assertThat(alive("manual")).containsExactly("manual/" + two.id() + "/tps B 3.0");

    imports().run(one.plan(), one, true);
    assertThat(alive("manual")).hasSize(3);
  }

  private static String row(String model, String value) {
    return "1,2025-01-21T16:28:29Z," + model + ",n300,,,,,run,benchmark,tps," + value + "\n";
  }

  private Path file(String... rows) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), HEADER + String.join("", rows));
  }

  private SourceImport imports() {
    return new SourceImport(settings, health -> {}, (written, total) -> {});
  }

  private static SourceImport.Plan plan(Path file, String source) {
    FileOrigin origin = FileOrigin.of(file);
    return new SourceImport.Plan(source, "", origin.name(), origin.sha256());
  }

  private static FileReader reader(Path file, String source) {
    return new CsvReader(file, source, CsvReader.Listener.NONE);
  }

  private ImportOutcome run(Path file, String source) throws InterruptedException {
    return imports().run(plan(file, source), reader(file, source), false);
  }

  /** Living rows of a source by their keys: model and value. */
  private List<String> alive(String source) {
    return newest().entrySet().stream()
        .filter(
            entry -> entry.getKey().startsWith(source + "/") && entry.getValue().value() != null)
        .map(
            entry -> {
              BenchmarkRow row = decoder.deserialize("", entry.getValue().value());
              return "%s %s %s"
                  .formatted(
                      entry.getKey(),
                      row.getMlModelName().orElse(""),
                      row.getMetricValue().orElseThrow());
            })
        .collect(Collectors.toList());
  }

  private Map<String, ConsumerRecord<byte[], byte[]>> newest() {
    Map<String, ConsumerRecord<byte[], byte[]>> newest = new TreeMap<>();
    records(TopicCatalogue.BENCHMARK_ROWS)
        .forEach(record -> newest.put(new String(record.key(), UTF_8), record));
    return newest;
  }

  private long ends() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return List.of(
              TopicCatalogue.BENCHMARK_ROWS,
              TopicCatalogue.CDC_OFFSETS,
              TopicCatalogue.DEAD_LETTERS)
          .stream()
          .flatMap(topic -> consumer.endOffsets(partitions(consumer, topic)).values().stream())
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < end.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Topic topic) {
    return consumer.partitionsFor(topic.name(prefix)).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
