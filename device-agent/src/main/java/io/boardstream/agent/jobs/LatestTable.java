package io.boardstream.agent.jobs;

import io.boardstream.avro.JobState;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest record of each key of a compacted topic with one partition, followed in a thread. */
final class LatestTable<T extends SpecificRecord> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LatestTable.class);

  /** Records end the waiting, and so does closing. */
  private static final Duration POLL = Duration.ofSeconds(2);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final String topic;
  private final Deserializer<T> values;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<T> listener;
  private final BinaryOperator<T> newest;
  private final Map<String, T> byKey = new ConcurrentHashMap<>();
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Reads all that is there before it returns. */
  LatestTable(String topic, Class<T> type, Map<String, String> settings, Consumer<T> listener) {
    this(topic, type, settings, listener, (before, now) -> now);
  }

  /** Where jobs are; reads all that is there before it returns. */
  static LatestTable<JobState> ofStates(String topic, Map<String, String> settings) {
    return new LatestTable<>(topic, JobState.class, settings, state -> {}, JobStates::newest);
  }

  private LatestTable(
      String topic,
      Class<T> type,
      Map<String, String> settings,
      Consumer<T> listener,
      BinaryOperator<T> newest) {
    this.topic = topic;
    this.listener = listener;
    this.newest = newest;
    this.values = new AvroSerdes(settings).values(type).deserializer();
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (consumer.position(partition) < end) {
      poll();
    }
    thread = new Thread(this::follow, "table-" + topic);
    thread.setDaemon(true);
    thread.start();
  }

  Optional<T> get(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  List<T> all() {
    return List.copyOf(byKey.values());
  }

  @Override
  public void close() {
    stopping.countDown();
    consumer.wakeup();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try (consumer) {
      while (stopping.getCount() > 0) {
        try {
          poll();
        } catch (WakeupException | InterruptException e) {
          return;
        } catch (KafkaException e) {
          LOG.warn("Reading {} failed and is tried again: {}", topic, e.getMessage());
          boolean unused = stopping.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Woken to stop");
    }
  }

  private void poll() {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      try {
        T value = values.deserialize(topic, record.value());
        if (value == null) {
          byKey.remove(record.key());
        } else {
          byKey.merge(record.key(), value, newest);
          listener.accept(value);
        }
      } catch (RuntimeException e) {
        LOG.warn(
            "Record {} of {} cannot be read and is left out: {}",
            record.offset(),
            topic,
            e.getMessage());
      }
    }
  }
}
