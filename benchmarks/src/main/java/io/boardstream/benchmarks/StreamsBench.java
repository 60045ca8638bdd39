package io.boardstream.benchmarks;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.assembly.Selection;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.streams.ClientProperties;
import io.boardstream.streams.MatrixTopology;
import io.boardstream.streams.RocksMemory;
import io.boardstream.streams.StreamsSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * A broker and a registry, on which one topology after another works off the same rows. Rows are
 * laid out while the topology is paused, so that making them costs it nothing.
 */
final class StreamsBench implements AutoCloseable {

  private static final int PARTITIONS = 4;
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration QUIET = Duration.ofMillis(500);
  private static final Duration TOO_LONG = Duration.ofMinutes(10);

  private final Path dir;
  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;
  private final Admin admin;

  StreamsBench(Path dir) {
    this.dir = dir;
    broker = EmbeddedBroker.start(dir.resolve("kafka"), 0);
    registry = EmbeddedRegistry.start(dir.resolve("registry"), 0);
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /**
   * What became of the rows of a round.
   *
   * @param seconds until all that follows from them was committed
   * @param documents records sent to the output topic
   * @param commits of all threads that had something to commit
   */
  record Work(double seconds, double documents, double commits) {}

  /** A topology at work. Its topics have the name as their prefix. */
  final class Subject implements AutoCloseable {
    private final String name;
    private final KafkaStreams streams;
    private final RocksMemory memory;
    private final String applicationId;
    private final Serializer<BenchmarkRow> rows;
    private final KafkaProducer<String, byte[]> producer;
    private final String output;

    private Subject(String name, Topology topology, String guarantee, String output) {
      this.name = name;
      this.output = output;
      Map<String, String> values = values(name);
      StreamsSettings settings = new StreamsSettings(values);
      memory = new RocksMemory(96L << 20);
      var properties = ClientProperties.of(new KafkaSettings(values), settings, memory, guarantee);
      applicationId = properties.getProperty("application.id");
      streams = new KafkaStreams(topology, properties);
      rows = serdes(values).values(BenchmarkRow.class).serializer();
      producer =
          new KafkaProducer<>(
              Map.of(
                  "bootstrap.servers",
                  broker.bootstrapServers(),
                  "compression.type",
                  "lz4",
                  "linger.ms",
                  20,
                  "batch.size",
                  256 << 10),
              new StringSerializer(),
              new ByteArraySerializer());
    }

    /** Works off the rows. */
    Work workOff(List<BenchmarkRow> batch) throws ExecutionException, InterruptedException {
      streams.pause();
      String topic = name + TopicCatalogue.BENCHMARK_ROWS.name();
      List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
      for (BenchmarkRow row : batch) {
        String key = row.getSource() + "/" + row.getRowId();
        sent.add(producer.send(new ProducerRecord<>(topic, key, rows.serialize(topic, row))));
      }
      producer.flush();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
      double documents = total("record-send-total", "topic", name + output);
      double commits = total("commit-total", "", "");
      long started = System.nanoTime();
      streams.resume();
      double seconds = (awaitQuiet() - started) / 1e9;
      return new Work(
          seconds,
          total("record-send-total", "topic", name + output) - documents,
          total("commit-total", "", "") - commits);
    }

    /** Sum of the metrics of a name; of those with a tag, when one is given. */
    private double total(String metric, String tag, String value) {
      return streams.metrics().values().stream()
          .filter(one -> one.metricName().name().equals(metric))
          .filter(one -> tag.isEmpty() || value.equals(one.metricName().tags().get(tag)))
          .filter(one -> !tag.isEmpty() || one.metricName().group().equals("stream-thread-metrics"))
          .mapToDouble(one -> one.metricValue() instanceof Double total ? total : 0)
          .sum();
    }

    /** Returns when the last commit was seen, after which nothing more came; nanoseconds. */
    private long awaitQuiet() throws ExecutionException, InterruptedException {
      long begun = System.nanoTime();
      long changed = begun;
      Map<TopicPartition, Long> before = Map.of();
      while (true) {
        Thread.sleep(POLL.toMillis()); // Watches from outside; there is nothing to be notified by.
        // Asked first: else the last commit could come between the two answers, and be missed.
        boolean caughtUp = isCaughtUp();
        Map<TopicPartition, Long> now = ends(List.of(name + output));
        long time = System.nanoTime();
        if (!now.equals(before)) {
          before = now;
          changed = time;
        }
        if (caughtUp && time - changed > QUIET.toNanos()) {
          return changed;
        }
        if (time - begun > TOO_LONG.toNanos()) {
          throw new IllegalStateException(name + " did not work off its rows in " + TOO_LONG);
        }
      }
    }

    private boolean isCaughtUp() throws ExecutionException, InterruptedException {
      Map<TopicPartition, Long> committed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(applicationId)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> committed.put(partition, offset.offset()));
      if (committed.isEmpty()) {
        return false;
      }
      Set<String> topics = new HashSet<>();
      committed.keySet().forEach(partition -> topics.add(partition.topic()));
      // Nothing may be committed of what lies between two steps.
      admin.listTopics().names().get().stream()
          .filter(topic -> topic.startsWith(applicationId) && topic.endsWith("-repartition"))
          .forEach(topics::add);
      Map<TopicPartition, Long> ends = ends(topics);
      return ends.entrySet().stream()
          .allMatch(
              end ->
                  end.getValue() == 0
                      || committed.getOrDefault(end.getKey(), -1L) >= end.getValue());
    }

    @Override
    public void close() {
      producer.close();
      streams.close(Duration.ofSeconds(20));
      memory.close();
    }
  }

  /** The matrix topology. */
  Subject matrix(String name, String guarantee) throws ExecutionException, InterruptedException {
    Map<String, String> values = values(name);
    createTopics(
        name, TopicCatalogue.all().stream().map(Topic::name).toList(), TopicCatalogue.all());
    MatrixTopology topology =
        new MatrixTopology(
            Catalogue.builtIn(),
            new MatrixRules(Duration.ofDays(30)),
            new MatrixTopology.Counted(Selection.all(), false),
            name,
            serdes(values),
            new MatrixTopology.Pace(Duration.ofMillis(10), Duration.ofSeconds(1)),
            new SimpleMeterRegistry(),
            System::nanoTime);
    return started(
        new Subject(name, topology.get(), guarantee, TopicCatalogue.MATRIX_MODELS.name()));
  }

  /** The baseline: the same records, serdes and guarantee, and nothing done with them. */
  Subject passThrough(String name, String guarantee)
      throws ExecutionException, InterruptedException {
    String out = "out";
    createTopics(name, List.of(TopicCatalogue.BENCHMARK_ROWS.name(), out), List.of());
    StreamsBuilder builder = new StreamsBuilder();
    Serde<BenchmarkRow> rows = serdes(values(name)).values(BenchmarkRow.class);
    builder.stream(
            name + TopicCatalogue.BENCHMARK_ROWS.name(),
            Consumed.with(Serdes.String(), rows).withName("rows"))
        .to(name + out, Produced.with(Serdes.String(), rows).withName("out"));
    return started(new Subject(name, builder.build(), guarantee, out));
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
    registry.close();
  }

  private static Subject started(Subject subject) throws InterruptedException {
    subject.streams.start();
    while (subject.streams.state() != KafkaStreams.State.RUNNING) {
      Thread.sleep(POLL.toMillis()); // Starting is not part of what is measured.
    }
    return subject;
  }

  private Map<String, String> values(String prefix) {
    return Map.of(
        KafkaSettings.BOOTSTRAP_SERVERS,
        broker.bootstrapServers(),
        KafkaSettings.TOPICS_PREFIX,
        prefix,
        "schema.registry.url",
        registry.url().toString(),
        StreamsSettings.STATE_DIR,
        dir.resolve("state-" + prefix).toString());
  }

  private static AvroSerdes serdes(Map<String, String> values) {
    return new AvroSerdes(values);
  }

  private void createTopics(String prefix, List<String> names, List<Topic> catalogue)
      throws ExecutionException, InterruptedException {
    Map<String, Topic> known =
        catalogue.stream().collect(Collectors.toMap(Topic::name, topic -> topic));
    List<NewTopic> topics = new ArrayList<>();
    for (String topic : names) {
      Topic entry = known.get(topic);
      boolean one = entry != null && entry.partitions() == Topic.Partitions.ONE;
      topics.add(
          new NewTopic(prefix + topic, one ? 1 : PARTITIONS, (short) 1)
              .configs(entry == null ? Map.of() : entry.config()));
    }
    admin.createTopics(topics).all().get();
  }

  private Map<TopicPartition, Long> ends(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get()
        .forEach(
            (topic, description) ->
                IntStream.range(0, description.partitions().size())
                    .forEach(p -> latest.put(new TopicPartition(topic, p), OffsetSpec.latest())));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }
}
