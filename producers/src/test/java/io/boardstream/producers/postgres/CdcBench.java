package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TopicScan;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.core.ConditionFactory;

/** A table, its topics and its producer, apart from those of all other tests. */
final class CdcBench implements AutoCloseable {

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  final Servers.Running servers;
  final String id = "t" + NUMBERS.incrementAndGet();
  final String prefix = id + ".";
  final String table = "s_" + id + ".benchmark_rows";
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Settings settings;
  private final List<PostgresProducer> producers = new ArrayList<>();
  private final Deserializer<BenchmarkRow> rows;

  CdcBench(Servers.Running servers) throws Exception {
    this(servers, BenchmarkTable.ddl());
  }

  /**
   * @param ddl written for the schema public
   */
  CdcBench(Servers.Running servers, String ddl) throws Exception {
    this.servers = servers;
    this.settings =
        Settings.load(
            List.of(
                KafkaSettings.DEFINITION, PostgresSettings.DEFINITION, RegistrySettings.DEFINITION),
            null,
            Map.of(),
            Map.ofEntries(
                Map.entry(KafkaSettings.BOOTSTRAP_SERVERS, servers.broker().bootstrapServers()),
                Map.entry(KafkaSettings.TOPICS_PREFIX, prefix),
                Map.entry(RegistrySettings.URL, servers.registry().url().toString()),
                Map.entry(PostgresSettings.URL, servers.postgres().jdbcUrl()),
                Map.entry(PostgresSettings.USER, servers.postgres().user()),
                Map.entry(PostgresSettings.PASSWORD, servers.postgres().password()),
                Map.entry(PostgresSettings.TABLE, table),
                Map.entry(PostgresSettings.SLOT_NAME, id),
                Map.entry(PostgresSettings.PUBLICATION_NAME, id),
                Map.entry(PostgresSettings.PUBLICATION_AUTOCREATE, "true"),
                Map.entry(PostgresSettings.HEARTBEAT_INTERVAL_MS, "200")));
    this.rows = new AvroSerdes(settings.values()).values(BenchmarkRow.class).deserializer();
    createTopics();
    sql("CREATE SCHEMA s_" + id, ddl.replace("public.", "s_" + id + "."));
  }

  /** Where the producer has come to. */
  Optional<SourcePosition> position() {
    return new TopicScan(new KafkaSettings(settings.values()).client())
        .position(
            TopicCatalogue.CDC_OFFSETS.name(prefix),
            new OffsetCodec("boardstream-postgres").key(Map.of("server", "postgres")));
  }

  /** Writes a position with its notes. */
  void write(SourcePosition position) throws ExecutionException, InterruptedException {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            TopicCatalogue.CDC_OFFSETS.name(prefix), position.key(), position.offset());
    record.headers().add("boardstream.epoch", Long.toString(position.epoch()).getBytes(UTF_8));
    position
        .notes()
        .forEach(
            (name, note) -> record.headers().add("boardstream.note." + name, note.getBytes(UTF_8)));
    try (KafkaProducer<byte[], byte[]> writer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.broker().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      writer.send(record).get();
    }
  }

  /** As if the row had not been written. */
  void takeAway(String key) throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> writer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.broker().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      String topic = TopicCatalogue.BENCHMARK_ROWS.name(prefix);
      writer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), null)).get();
    }
  }

  /** Whether the server was told that it may discard its log past a position. */
  boolean confirmedBeyond(SourcePosition position) throws SQLException {
    PostgresSettings known = new PostgresSettings(settings.values());
    try (Connection connection = new PostgresDatabase(known).open()) {
      long confirmed = new PostgresSlot(known).state(connection).orElseThrow().confirmed().asLong();
      return confirmed > new OffsetCodec("boardstream-postgres").place(position).lsn();
    }
  }

  /** As if all of a topic had been lost. */
  void recreate(Topic topic) throws ExecutionException, InterruptedException {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.broker().bootstrapServers()))) {
      admin.deleteTopics(List.of(topic.name(prefix))).all().get();
      patiently().until(() -> !admin.listTopics().names().get().contains(topic.name(prefix)));
      admin
          .createTopics(
              List.of(new NewTopic(topic.name(prefix), 2, (short) 1).configs(topic.config())))
          .all()
          .get();
    }
  }

  private void createTopics() throws ExecutionException, InterruptedException {
    List<NewTopic> topics = new ArrayList<>();
    for (Topic topic :
        List.of(
            TopicCatalogue.BENCHMARK_ROWS,
            TopicCatalogue.CICD_PIPELINES,
            TopicCatalogue.CICD_JOBS,
            TopicCatalogue.CICD_RUNS,
            TopicCatalogue.CICD_MEASUREMENTS,
            TopicCatalogue.CDC_OFFSETS,
            TopicCatalogue.DEAD_LETTERS)) {
      int partitions = topic.partitions() == Topic.Partitions.ONE ? 1 : 2;
      topics.add(new NewTopic(topic.name(prefix), partitions, (short) 1).configs(topic.config()));
    }
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.broker().bootstrapServers()))) {
      admin.createTopics(topics).all().get();
    }
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection =
            new PostgresDatabase(new PostgresSettings(settings.values())).open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql.replace("$t", table));
      }
    }
  }

  void insert(String columns, String values) throws SQLException {
    sql("INSERT INTO %s (%s) VALUES (%s)".formatted(table, columns, values));
  }

  PostgresProducer start() {
    return start(settings);
  }

  PostgresProducer start(Settings with) {
    PostgresProducer producer = new PostgresProducer(with, meters);
    producers.add(producer);
    producer.start();
    return producer;
  }

  PostgresProducer startUp() {
    PostgresProducer producer = start();
    patiently().until(producer::health, Health::isUp);
    return producer;
  }

  static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  /** All committed records of a topic of the catalogue, in the order of each partition. */
  List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
    return records(topic, "read_committed");
  }

  List<ConsumerRecord<byte[], byte[]>> records(Topic topic, String isolation) {
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", servers.broker().bootstrapServers());
    client.put("isolation.level", isolation);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name(prefix)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      while (end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** What stands on {@code benchmark.rows} for each key: the newest row, or empty for a grave. */
  Map<String, Optional<BenchmarkRow>> rows() {
    Map<String, Optional<BenchmarkRow>> newest = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records(TopicCatalogue.BENCHMARK_ROWS)) {
      newest.put(new String(record.key(), UTF_8), Optional.ofNullable(row(record)));
    }
    return newest;
  }

  /** Key, then {@code epoch:sequence}, then the metric value or {@code grave}, in arrival order. */
  List<String> history() {
    return records(TopicCatalogue.BENCHMARK_ROWS).stream().map(this::line).toList();
  }

  /** As {@link #history}, but with the sequence of each version. */
  List<String> versions() {
    return records(TopicCatalogue.BENCHMARK_ROWS).stream()
        .map(record -> line(record) + " " + VersionHeader.read(record.headers()))
        .toList();
  }

  private String line(ConsumerRecord<byte[], byte[]> record) {
    BenchmarkRow row = row(record);
    var version = VersionHeader.read(record.headers()).orElseThrow();
    return "%s %d:%s %s"
        .formatted(
            new String(record.key(), UTF_8),
            version.getEpoch(),
            version.getSequence() == 0 ? "snapshot" : "lsn",
            row == null ? "grave" : row.getMetricValue().map(Object::toString).orElse("none"));
  }

  private BenchmarkRow row(ConsumerRecord<byte[], byte[]> record) {
    BenchmarkRow row = rows.deserialize(record.topic(), record.value());
    if (row != null && !row.getVersion().equals(VersionHeader.read(record.headers()))) {
      throw new AssertionError("Header and value differ in their version: " + row);
    }
    return row;
  }

  List<DeadLetter> deadLetters() {
    return records(TopicCatalogue.DEAD_LETTERS).stream()
        .map(record -> DeadLetter.read(record.headers()))
        .toList();
  }

  double count(String name, String... tags) {
    var counter = meters.find("boardstream.cdc." + name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  /** Closes the producers that were started; the rest stays. */
  void stopProducers() {
    producers.forEach(PostgresProducer::close);
  }

  @Override
  public void close() throws SQLException {
    stopProducers();
    new PostgresSlot(settings).drop();
    sql("DROP PUBLICATION IF EXISTS " + id, "DROP SCHEMA s_" + id + " CASCADE");
  }
}
