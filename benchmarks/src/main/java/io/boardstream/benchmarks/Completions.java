package io.boardstream.benchmarks;

import io.boardstream.avro.RunEvent;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts how often each job was completed, by the events of its runs. */
final class Completions implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration TOLD = Duration.ofSeconds(10);
  private static final Duration TOO_LONG = Duration.ofMinutes(5);
  private static final int STILL_POLLS = 30;

  private final KafkaConsumer<String, byte[]> consumer;
  private final Deserializer<RunEvent> events;
  private final Map<String, Integer> completed = new HashMap<>();

  Completions(Map<String, String> settings) {
    String topic = TopicCatalogue.RUN_EVENTS.name();
    String servers = settings.getOrDefault("kafka.bootstrap.servers", "");
    events = new AvroSerdes(settings).values(RunEvent.class).deserializer();
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    consumer.assign(
        partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList());
    consumer.seekToBeginning(consumer.assignment());
  }

  /** Returns when so many jobs were completed. */
  void await(int jobs, Progress progress) {
    long news = System.nanoTime();
    long told = news;
    while (completed.size() < jobs) {
      int before = completed.size();
      read();
      long now = System.nanoTime();
      if (completed.size() > before) {
        news = now;
      } else if (now - news > TOO_LONG.toNanos()) {
        throw new BenchmarkException(
            "%,d of %,d jobs were completed, and for %d minutes none was"
                .formatted(completed.size(), jobs, TOO_LONG.toMinutes()));
      }
      if (now - told > TOLD.toNanos()) {
        progress.says("%,d of %,d jobs completed".formatted(completed.size(), jobs));
        told = now;
      }
    }
  }

  /** Reads on for a while: nothing may come any more. */
  void check(int jobs) {
    for (int i = 0; i < STILL_POLLS; i++) {
      read();
    }
    long twice = completed.values().stream().filter(times -> times > 1).count();
    if (completed.size() != jobs || twice > 0) {
      throw new BenchmarkException(
          "%,d jobs were completed instead of %,d, %,d of them more than once"
              .formatted(completed.size(), jobs, twice));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void read() {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      RunEvent event = events.deserialize(record.topic(), record.value());
      if (event.getOutcome().getStatus().equals("completed")) {
        completed.merge(event.getAttempt().getJobId(), 1, Integer::sum);
      }
    }
  }
}
