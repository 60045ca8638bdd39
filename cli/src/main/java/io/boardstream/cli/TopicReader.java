package io.boardstream.cli;

import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a topic without a group, so that nobody notices, and prints its records. */
final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Marks of transactions take offsets too, and compaction leaves gaps: look further back. */
  private static final long OFFSETS_PER_RECORD = 4;

  private static final long SPARE_OFFSETS = 200;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final RecordJson json;
  private final Deserializer<?> decoder;

  TopicReader(String topic, KafkaSettings kafka, RecordJson json) {
    this.json = json;
    this.decoder =
        json.decoder(
            TopicCatalogue.all().stream().filter(known -> known.name().equals(topic)).findFirst());
    this.consumer = new KafkaConsumer<>(client(kafka));
    try {
      this.partitions = partitions(kafka.topicsPrefix() + topic);
      consumer.assign(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Prints what is on the topic now, from the oldest record on. */
  void all(long max, Duration timeout, PrintWriter out) {
    consumer.seekToBeginning(partitions);
    Printer printer = new Printer(max, out);
    readTo(consumer.endOffsets(partitions), new Deadline(timeout), printer);
  }

  /** Hands over what is on the topic now, from the oldest record on. */
  void each(Duration timeout, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    consumer.seekToBeginning(partitions);
    readTo(
        consumer.endOffsets(partitions),
        new Deadline(timeout),
        record -> {
          taker.accept(record);
          return true;
        });
  }

  /** Prints the newest records that are on the topic now, oldest of them first. */
  void newest(long max, Duration timeout, PrintWriter out) {
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    long back = Math.multiplyExact(max, OFFSETS_PER_RECORD) + SPARE_OFFSETS;
    partitions.forEach(
        partition ->
            consumer.seek(
                partition,
                Math.max(
                    begin.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L) - back)));
    PriorityQueue<ConsumerRecord<byte[], byte[]>> newest =
        new PriorityQueue<>(
            Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
                .thenComparing(ConsumerRecord::offset));
    readTo(
        end,
        new Deadline(timeout),
        record -> {
          newest.add(record);
          if (newest.size() > max) {
            newest.remove();
          }
          return true;
        });
    Queue<ConsumerRecord<byte[], byte[]>> inOrder = new ArrayDeque<>();
    while (!newest.isEmpty()) {
      inOrder.add(newest.remove());
    }
    inOrder.forEach(new Printer(max, out)::accept);
  }

  /** Hands over records as they arrive, until the time is up. */
  void tail(Duration time, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    Deadline deadline = new Deadline(time);
    while (!deadline.isOver()) {
      consumer.poll(POLL).forEach(taker);
    }
  }

  /** Prints records as they arrive, until the time is up or there were enough. */
  void follow(boolean fromBeginning, long max, Duration timeout, PrintWriter out) {
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    Printer printer = new Printer(max, out);
    Deadline deadline = new Deadline(timeout);
    while (!deadline.isOver()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (!printer.accept(record)) {
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void readTo(Map<TopicPartition, Long> end, Deadline deadline, Sink sink) {
    while (!isAt(end)) {
      if (deadline.isOver()) {
        throw new CommandFailedException(
            "The end of the topic was not reached in time; --timeout gives it more.");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (!sink.accept(record)) {
          return;
        }
      }
    }
  }

  private boolean isAt(Map<TopicPartition, Long> end) {
    return partitions.stream()
        .allMatch(partition -> consumer.position(partition) >= end.getOrDefault(partition, 0L));
  }

  private List<TopicPartition> partitions(String name) {
    // Asked of the list, because asking for an absent topic by name waits for it.
    List<PartitionInfo> infos = consumer.listTopics().get(name);
    if (infos == null) {
      throw new CommandFailedException(
          "There is no topic '%s'. The topics of the contract: %s."
              .formatted(
                  name,
                  TopicCatalogue.all().stream()
                      .map(Topic::name)
                      .collect(Collectors.joining(", "))));
    }
    return infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
  }

  private static Map<String, Object> client(KafkaSettings kafka) {
    Map<String, Object> client = new HashMap<>(kafka.client());
    client.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    client.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    client.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    client.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return client;
  }

  /** Takes records until it says false. */
  @FunctionalInterface
  private interface Sink {
    boolean accept(ConsumerRecord<byte[], byte[]> record);
  }

  private final class Printer implements Sink {
    private final PrintWriter out;
    private long left;

    Printer(long max, PrintWriter out) {
      this.left = max;
      this.out = out;
    }

    @Override
    public boolean accept(ConsumerRecord<byte[], byte[]> record) {
      out.println(json.line(record, decoder));
      out.flush();
      left--;
      return left > 0;
    }
  }
}
