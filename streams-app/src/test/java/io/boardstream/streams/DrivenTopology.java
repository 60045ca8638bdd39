package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  final Map<String, String> runs = new TreeMap<>();
  final Map<String, String> cells = new TreeMap<>();
  final Map<String, ModelCompatibility> models = new TreeMap<>();
  final List<MatrixSummary> summaries = new ArrayList<>();
  final List<TestRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  int changes;

  private final AvroSerdes serdes;
  private final Serializer<BenchmarkRow> rowBytes;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> rows;
  private final TestOutputTopic<String, BenchmarkRun> runsTopic;
  private final TestOutputTopic<String, Cell> cellsTopic;
  private final TestOutputTopic<String, ModelCompatibility> modelsTopic;
  private final TestOutputTopic<String, MatrixSummary> summaryTopic;
  private final TestOutputTopic<byte[], byte[]> deadLettersTopic;

  DrivenTopology(URI registry, Path stateDir, Catalogue catalogue) {
    serdes = new AvroSerdes(Map.of("schema.registry.url", registry.toString()));
    rowBytes = serdes.values(BenchmarkRow.class).serializer(); // Asks the registry once.
    MatrixTopology topology =
        new MatrixTopology(catalogue, RULES, "", serdes, Duration.ofMillis(10), metrics, () -> 0L);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "driven");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver = new TopologyTestDriver(topology.get(), properties);
    rows =
        driver.createInputTopic(
            TopicCatalogue.BENCHMARK_ROWS.name(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    runsTopic = output(TopicCatalogue.BENCHMARK_RUNS, BenchmarkRun.class);
    cellsTopic = output(TopicCatalogue.MATRIX_CELLS, Cell.class);
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
    drain(runsTopic, (key, run) -> set(runs, key, run == null ? null : run.toString()));
    drain(cellsTopic, (key, cell) -> set(cells, key, cell == null ? null : cell.toString()));
    drain(modelsTopic, (key, model) -> set(models, key, model));
    drain(summaryTopic, (key, summary) -> summaries.add(summary));
    deadLetters.addAll(deadLettersTopic.readRecordsToList());
  }

  double counted(String outcome) {
    return metrics.get("boardstream.streams.facts").tag("outcome", outcome).counters().stream()
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
