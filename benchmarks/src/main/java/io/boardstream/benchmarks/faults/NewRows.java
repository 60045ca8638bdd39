package io.boardstream.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Puts rows on {@code benchmark.rows}, and waits for what comes of some on {@code matrix.models}.
 */
final class NewRows implements AutoCloseable {

  private static final int MODELS = 16;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration POLL = Duration.ofMillis(20);

  private final Map<String, Object> client;
  private final String rowsTopic;
  private final String modelsTopic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<BenchmarkRow> rows;
  private int number;

  NewRows(Settings settings) {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    this.client = kafka.client();
    this.rowsTopic = TopicCatalogue.BENCHMARK_ROWS.name(kafka.topicsPrefix());
    this.modelsTopic = TopicCatalogue.MATRIX_MODELS.name(kafka.topicsPrefix());
    Map<String, Object> producing = new HashMap<>(client);
    producing.put("compression.type", "lz4");
    producing.put("linger.ms", 5);
    producing.put("batch.size", 256 << 10);
    this.producer =
        new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
    this.rows = new AvroSerdes(settings.values()).values(BenchmarkRow.class).serializer();
  }

  /** Writes rows; all are on the topic when this returns. */
  void write(List<BenchmarkRow> batch) throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
    for (BenchmarkRow row : batch) {
      byte[] key = (row.getSource() + "/" + row.getRowId()).getBytes(UTF_8);
      sent.add(producer.send(new ProducerRecord<>(rowsTopic, key, rows.serialize(rowsTopic, row))));
    }
    producer.flush();
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkException("Cannot write to " + rowsTopic + ": " + e.getCause(), e);
    }
  }

  /**
   * Writes a new row for each of many models, in all partitions, and returns when the newest entry
   * of each is committed, in seconds since then.
   *
   * @throws BenchmarkException when that takes longer
   */
  double roundTrip(long since, Duration limit) throws InterruptedException {
    int run = ++number;
    try (KafkaConsumer<byte[], byte[]> consumer = atEnd()) {
      write(IntStream.range(0, MODELS).mapToObj(model -> row(model, run)).toList());
      Set<String> left =
          IntStream.range(0, MODELS)
              .mapToObj(model -> name(model) + "-fp16")
              .collect(Collectors.toSet());
      while (!left.isEmpty()) {
        consumer.poll(POLL).forEach(record -> left.remove(new String(record.key(), UTF_8)));
        if (System.nanoTime() - since > limit.toNanos()) {
          throw new BenchmarkException(
              "%d of %d models have no new entry on %s after %d s"
                  .formatted(left.size(), MODELS, modelsTopic, limit.toSeconds()));
        }
      }
      return (System.nanoTime() - since) / 1e9;
    }
  }

  private KafkaConsumer<byte[], byte[]> atEnd() {
    Map<String, Object> consuming = new HashMap<>(client);
    consuming.put("isolation.level", "read_committed");
    consuming.put("enable.auto.commit", false);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Collection<TopicPartition> partitions =
        consumer.partitionsFor(modelsTopic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // Now, not at the first poll.
    return consumer;
  }

  private static BenchmarkRow row(int model, int run) {
    return BenchmarkRow.newBuilder()
        .setSource("recovery")
        .setRowId(model + "-" + run)
        .setPipelineEndTs(FIRST.plusSeconds(run))
        .setMlModelName(name(model))
        .setDeviceName("n150")
        .setBenchmarkRunId("recovery-" + run)
        .setStepName("benchmark")
        .setMetricName("mean_tps")
        .setMetricValue(1.0 + run)
        .build();
  }

  private static String name(int model) {
    return "recovery-" + model;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
