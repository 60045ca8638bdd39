package io.boardstream.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records through a share group of plain consumers, which take and acknowledge one at a time, as
 * agents do, and do nothing with it.
 */
final class QueueBaseline {

  private static final String NAME = "baseline";
  private static final int PARTITIONS = 4;
  private static final int BYTES = 250;
  private static final Duration POLL = Duration.ofMillis(500);

  private final String servers;

  QueueBaseline(String servers) {
    this.servers = servers;
  }

  /** Seconds from the start of the consumers until all is acknowledged. */
  double seconds(int records, int consumers) throws InterruptedException {
    create();
    fill(records);
    AtomicInteger left = new AtomicInteger(records);
    List<Thread> threads = new ArrayList<>();
    long started = System.nanoTime();
    for (int i = 0; i < consumers; i++) {
      Thread thread = new Thread(() -> consume(left), "baseline-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private void create() throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      NewTopic topic = new NewTopic(NAME, Optional.of(PARTITIONS), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
      AlterConfigOp earliest =
          new AlterConfigOp(
              new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
      ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, NAME);
      admin.incrementalAlterConfigs(Map.of(group, List.of(earliest))).all().get();
    } catch (ExecutionException e) {
      throw new BenchmarkException("The topic of the baseline cannot be made: " + e.getCause(), e);
    }
  }

  private void fill(int records) throws InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        sent.add(producer.send(new ProducerRecord<>(NAME, i % PARTITIONS, null, new byte[BYTES])));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkException("The baseline cannot be laid out: " + e.getCause(), e);
    }
  }

  private void consume(AtomicInteger left) {
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", servers);
    client.put("group.id", NAME);
    client.put("share.acknowledgement.mode", "explicit");
    client.put("share.acquire.mode", "record_limit");
    client.put("max.poll.records", 1);
    try (KafkaShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(NAME));
      while (left.get() > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          consumer.acknowledge(record, AcknowledgeType.ACCEPT);
          if (consumer.commitSync().values().stream().allMatch(Optional::isEmpty)) {
            left.decrementAndGet();
          }
        }
      }
    } catch (KafkaException e) {
      throw new BenchmarkException("The baseline failed: " + e.getMessage(), e);
    }
  }
}
