package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.matrix.assembly.Selection;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueEntries;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.matrix.identity.Slug;
import io.boardstream.matrix.settings.SelectionKeys;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in the test driver, with the tables as a reader of the topics builds them. */
final class DrivenTopology implements AutoCloseable {

  static final MatrixRules RULES = new MatrixRules(Duration.ofDays(30));

  final Map<String, String> assembled = new TreeMap<>();
  final Map<String, String> runs = new TreeMap<>();
  final Map<String, String> cells = new TreeMap<>();
  final Map<String, ModelCompatibility> models = new TreeMap<>();
  final List<Regression> news = new ArrayList<>();
  final Map<String, Regression> open = new TreeMap<>();
  final List<MatrixSummary> summaries = new ArrayList<>();
  final List<TestRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  int changes;

  private final AvroSerdes serdes;
  private final Serializer<BenchmarkRow> rowBytes;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> rows;
  private final Map<String, TestInputTopic<byte[], byte[]>> tables = new HashMap<>();
  private final TestOutputTopic<String, BenchmarkRow> rowsTopic;
  private final TestOutputTopic<String, BenchmarkRun> runsTopic;
  private final TestOutputTopic<String, Cell> cellsTopic;
  private final TestOutputTopic<String, ModelCompatibility> modelsTopic;
  private final TestOutputTopic<String, Regression> newsTopic;
  private final TestOutputTopic<String, Regression> openTopic;
  private final TestOutputTopic<String, MatrixSummary> summaryTopic;
  private final TestOutputTopic<byte[], byte[]> deadLettersTopic;

  DrivenTopology(URI registry, Path stateDir, Catalogue catalogue) {
    this(registry, stateDir, catalogue, SelectionKeys.selection(Map.of()));
  }

  DrivenTopology(URI registry, Path stateDir, Catalogue catalogue, Selection selection) {
    this(registry, stateDir, catalogue, new MatrixTopology.Counted(selection, false));
  }

  DrivenTopology(URI registry, Path stateDir, Catalogue catalogue, MatrixTopology.Counted counted) {
    serdes = new AvroSerdes(Map.of("schema.registry.url", registry.toString()));
    rowBytes = serdes.values(BenchmarkRow.class).serializer(); // Asks the registry once.
    MatrixTopology topology =
        new MatrixTopology(
            catalogue,
            RULES,
            counted,
            "",
            serdes,
            new MatrixTopology.Pace(Duration.ofMillis(10), Duration.ofMillis(10)),
            metrics,
            () -> 0L);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "driven");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver = new TopologyTestDriver(topology.get(), properties);
    rows =
        driver.createInputTopic(
            TopicCatalogue.BENCHMARK_ROWS.name(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    for (Topic topic : TopicCatalogue.cicd()) {
      tables.put(
          topic.name(),
          driver.createInputTopic(
              topic.name(), new ByteArraySerializer(), new ByteArraySerializer()));
    }
    rowsTopic = output(TopicCatalogue.BENCHMARK_ROWS, BenchmarkRow.class);
    runsTopic = output(TopicCatalogue.BENCHMARK_RUNS, BenchmarkRun.class);
    cellsTopic = output(TopicCatalogue.MATRIX_CELLS, Cell.class);
    newsTopic = output(TopicCatalogue.MATRIX_REGRESSIONS, Regression.class);
    openTopic = output(TopicCatalogue.MATRIX_REGRESSIONS_OPEN, Regression.class);
    modelsTopic = output(TopicCatalogue.MATRIX_MODELS, ModelCompatibility.class);
    summaryTopic = output(TopicCatalogue.MATRIX_SUMMARY, MatrixSummary.class);
    deadLettersTopic =
        driver.createOutputTopic(
            TopicCatalogue.DEAD_LETTERS.name(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  void put(BenchmarkRow row) {
    byte[] value = rowBytes.serialize(TopicCatalogue.BENCHMARK_ROWS.name(), row);
    bytes("postgres/" + row.getRowId(), value);
  }

  /** A row of one of the four tables, versioned in its header too, as capture writes it. */
  <T extends SpecificRecord> void put(
      Topic topic, String key, Class<T> type, T row, @Nullable FactVersion version) {
    byte[] value = serdes.values(type).serializer().serialize(topic.name(), row);
    table(topic, key, value, version);
  }

  /** A record on one of the topics of the four tables. */
  void table(Topic topic, String key, byte @Nullable [] value, @Nullable FactVersion version) {
    RecordHeaders headers = new RecordHeaders();
    if (version != null) {
      VersionHeader.write(headers, version);
    }
    table(topic).pipeInput(new TestRecord<>(key.getBytes(UTF_8), value, headers));
  }

  private TestInputTopic<byte[], byte[]> table(Topic topic) {
    return Objects.requireNonNull(tables.get(topic.name()));
  }

  /** An editor says something. */
  void say(String key, EditorialOverride override) {
    piped(TopicCatalogue.CATALOG_OVERRIDES, key, override);
  }

  void takeBack(String key, long sequence) {
    RecordHeaders headers = new RecordHeaders();
    VersionHeader.write(headers, new FactVersion(0L, sequence));
    input(TopicCatalogue.CATALOG_OVERRIDES)
        .pipeInput(new TestRecord<>(key.getBytes(UTF_8), null, headers));
  }

  /** What the writer of the catalogue writes, in its order. */
  void publish(Catalogue catalogue) {
    CatalogueEntries entries = catalogue.entries();
    entries.devices().forEach(one -> piped(TopicCatalogue.CATALOG_DEVICES, one.getId(), one));
    entries
        .models()
        .forEach(one -> piped(TopicCatalogue.CATALOG_MODELS, Slug.of(one.getName()), one));
    piped(TopicCatalogue.CATALOG_RULES, "rules", entries.rules());
  }

  /** Any bytes on any topic. */
  void bytes(Topic topic, String key, byte @Nullable [] value) {
    input(topic).pipeInput(key.getBytes(UTF_8), value);
  }

  /** A record of the contract on the topic of its type. */
  void piped(Topic topic, String key, SpecificRecord value) {
    byte[] bytes = serdes.values(SpecificRecord.class).serializer().serialize(topic.name(), value);
    bytes(topic, key, bytes);
  }

  private TestInputTopic<byte[], byte[]> input(Topic topic) {
    return driver.createInputTopic(
        topic.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  void delete(long id, long sequence) {
    RecordHeaders headers = new RecordHeaders();
    VersionHeader.write(headers, new FactVersion(0L, sequence));
    rows.pipeInput(new TestRecord<>(Rows.key(id).getBytes(UTF_8), null, headers));
  }

  void bytes(@Nullable String key, byte @Nullable [] value) {
    rows.pipeInput(key == null ? null : key.getBytes(UTF_8), value);
  }

  /** Lets the time pass that documents and the summary are derived in, and reads what came. */
  void settle() {
    driver.advanceWallClockTime(Duration.ofSeconds(2)); // The models,
    driver.advanceWallClockTime(Duration.ofSeconds(2)); // then their sum.
    drain(rowsTopic, (key, row) -> set(assembled, key, row == null ? null : row.toString()));
    drain(runsTopic, (key, run) -> set(runs, key, run == null ? null : run.toString()));
    drain(cellsTopic, (key, cell) -> set(cells, key, cell == null ? null : cell.toString()));
    drain(modelsTopic, (key, model) -> set(models, key, model));
    drain(newsTopic, (key, one) -> news.add(one));
    drain(openTopic, (key, one) -> set(open, key, one));
    drain(summaryTopic, (key, summary) -> summaries.add(summary));
    deadLetters.addAll(deadLettersTopic.readRecordsToList());
  }

  double counted(String outcome) {
    return counted("boardstream.streams.facts", outcome);
  }

  double counted(String name, String outcome) {
    return metrics.get(name).tag("outcome", outcome).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Override
  public void close() {
    driver.close();
  }

  private interface Reader<V> {
    void read(String key, @Nullable V value);
  }

  private static <V> void drain(TestOutputTopic<String, V> topic, Reader<V> reader) {
    for (KeyValue<String, V> one : topic.readKeyValuesToList()) {
      reader.read(one.key, one.value);
    }
  }

  private <V> void set(Map<String, V> table, String key, @Nullable V value) {
    changes++;
    if (value == null) {
      table.remove(key);
    } else {
      table.put(key, value);
    }
  }

  private <T extends SpecificRecord> TestOutputTopic<String, T> output(Topic topic, Class<T> type) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), serdes.values(type).deserializer());
  }
}
