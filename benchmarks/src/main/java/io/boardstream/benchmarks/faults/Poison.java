package io.boardstream.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Records that cannot be read, on {@code benchmark.rows}, in a sandwich: good, bad, good. Written
 * as a source of its own, whose facts are remembered here.
 */
final class Poison implements AutoCloseable {

  static final String SOURCE = "poison";
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * A bad record.
   *
   * @param partition where it stands
   * @param value its bytes
   */
  record Bad(int partition, long offset, Bytes value) {}

  private final String topic;
  private final Map<String, Object> client;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<BenchmarkRow> rows;
  private final Random random;

  /** By key: what stands as truth. */
  private final Map<String, BenchmarkRow> good = new LinkedHashMap<>();

  private final List<Bad> bad = new ArrayList<>();
  private int number;

  Poison(Settings settings, long seed) {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    this.topic = TopicCatalogue.BENCHMARK_ROWS.name(kafka.topicsPrefix());
    this.client = new HashMap<>(kafka.client());
    this.client.put("acks", "all");
    this.client.put("enable.idempotence", true);
    this.client.put("max.block.ms", 120_000);
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    this.rows = new AvroSerdes(settings.values()).values(BenchmarkRow.class).serializer();
    this.random = new Random(seed);
    encoded(
        row("warm-up", 0)); // Registers the schema, and remembers it while the registry is away.
  }

  /** Facts that were written here and stand. */
  List<MappedRow> facts() {
    return good.values().stream().<MappedRow>map(MappedRow.Accepted::new).toList();
  }

  List<Bad> bad() {
    return bad;
  }

  /** Writes a sandwich on each partition, and takes back the one before. */
  void sandwiches() throws InterruptedException {
    List<String> before = List.copyOf(good.keySet());
    for (String key : before) {
      send(key, null);
      good.remove(key);
    }
    int partitions = producer.partitionsFor(topic).size();
    // Keys find their partition by themselves; so many that each has some.
    for (int i = 0; i < 4 * partitions; i++) {
      sandwich();
    }
    missingKeyIsRefused();
  }

  private void sandwich() throws InterruptedException {
    int n = ++number;
    String first = put("first-" + n, n);
    for (byte[] value : values()) {
      buried("bad-" + n, value);
    }
    // What cannot be read must not leave what it replaced standing as truth.
    buried(first, new byte[] {1, 2, 3});
    good.remove(SOURCE + "/" + first);
    put("last-" + n, n);
  }

  private String put(String rowId, int n) throws InterruptedException {
    BenchmarkRow row = row(rowId, n);
    send(SOURCE + "/" + rowId, encoded(row));
    good.put(SOURCE + "/" + rowId, row);
    return rowId;
  }

  private void buried(String rowId, byte[] value) throws InterruptedException {
    RecordMetadata at = send(SOURCE + "/" + rowId, value);
    bad.add(new Bad(at.partition(), at.offset(), Bytes.wrap(value)));
  }

  private List<byte[]> values() {
    byte[] chance = new byte[1 + random.nextInt(200)];
    random.nextBytes(chance);
    byte[] whole = encoded(row("cut", number));
    byte[] cut = Arrays.copyOf(whole, 5 + random.nextInt(whole.length - 6));
    byte[] unknownSchema = ByteBuffer.allocate(12).put((byte) 0).putInt(Integer.MAX_VALUE).array();
    return List.of(chance, cut, unknownSchema, new byte[0]);
  }

  /** A compacted topic takes no record without a key; if it did, it would be poison like others. */
  private void missingKeyIsRefused() throws InterruptedException {
    Map<String, Object> careless = new HashMap<>(client);
    careless.put("enable.idempotence", false);
    try (KafkaProducer<byte[], byte[]> other =
        new KafkaProducer<>(careless, new ByteArraySerializer(), new ByteArraySerializer())) {
      RecordMetadata at = other.send(new ProducerRecord<>(topic, 0, null, new byte[] {7})).get();
      bad.add(new Bad(at.partition(), at.offset(), Bytes.wrap(new byte[] {7})));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof InvalidRecordException)) {
        throw new BenchmarkException("Cannot write to " + topic + ": " + e.getCause(), e);
      }
    }
  }

  private RecordMetadata send(String key, byte @Nullable [] value) throws InterruptedException {
    try {
      Future<RecordMetadata> sent =
          producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value));
      return sent.get();
    } catch (ExecutionException e) {
      throw new BenchmarkException("Cannot write to " + topic + ": " + e.getCause(), e);
    }
  }

  private byte[] encoded(BenchmarkRow row) {
    return rows.serialize(topic, row);
  }

  private static BenchmarkRow row(String rowId, int n) {
    return BenchmarkRow.newBuilder()
        .setSource(SOURCE)
        .setRowId(rowId)
        .setPipelineEndTs(FIRST.plusSeconds(n))
        .setMlModelName("sandwich-" + n % 8)
        .setDeviceName("n300")
        .setBenchmarkRunId("sandwich-" + n)
        .setStepName("benchmark")
        .setMetricName("mean_tps")
        .setMetricValue(1.0 + n)
        .build();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
