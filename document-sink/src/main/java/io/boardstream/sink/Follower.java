package io.boardstream.sink;

import io.boardstream.runtime.TopicFeed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of the topic into the outputs: from the beginning to the end that it had, the newest
 * record of each model only, then record by record as they come. Used by one thread.
 */
final class Follower {

  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  /** So that the first documents of a long reading are written before the last are decoded. */
  private static final int DECODED_PER_STEP = 500;

  private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

  private final TopicFeed feed;
  private final ModelRecords records;
  private final List<Output> outputs;
  private final DeadLetters deadLetters;
  private final SinkMetrics metrics;

  /** While reading up to the end: the newest record of each key. */
  private final Map<Object, ConsumerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();

  private final Deque<ConsumerRecord<byte[], byte[]>> backlog = new ArrayDeque<>();

  /** Ids that the topic has, until {@link Output#complete} has taken them. */
  private final Set<String> ids = new HashSet<>();

  private final Set<String> unreadable = new HashSet<>();
  private boolean atEnd;
  private boolean complete;
  private Optional<KafkaException> blocked = Optional.empty();

  Follower(
      TopicFeed feed,
      ModelRecords records,
      List<Output> outputs,
      DeadLetters deadLetters,
      SinkMetrics metrics) {
    this.feed = feed;
    this.records = records;
    this.outputs = outputs;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /** Reads what there is, or waits for it, and lets it be written. */
  void step() {
    if (backlog.isEmpty()) {
      read();
    } else {
      feed.notPolling();
    }
    drain();
    if (atEnd && !complete && backlog.isEmpty()) {
      complete = true;
      outputs.forEach(output -> output.complete(ids));
      ids.clear();
    }
    metrics.lag.set(complete ? feed.lag() + backlog.size() : feed.remaining() + backlog.size());
    metrics.unreadable.set(unreadable.size());
    outputs.forEach(Output::flush);
  }

  /** What keeps the next record from being used, though the record may be fine. */
  Optional<KafkaException> blocked() {
    return blocked;
  }

  /** Whether all that was there at the start has been given to the outputs. */
  boolean isComplete() {
    return complete;
  }

  private void read() {
    var polled = feed.poll(LONGEST_POLL);
    metrics.records.increment(polled.count());
    if (atEnd) {
      polled.forEach(backlog::add);
      return;
    }
    polled.forEach(
        record ->
            newest.put(
                record.key() == null ? new Object() : ByteBuffer.wrap(record.key()), record));
    if (feed.isAtEnd()) {
      atEnd = true;
      backlog.addAll(newest.values());
      newest.clear();
    }
  }

  private void drain() {
    blocked = Optional.empty();
    int budget = DECODED_PER_STEP;
    try {
      while (!backlog.isEmpty() && budget-- > 0) {
        apply(backlog.element());
        backlog.remove();
      }
    } catch (KafkaException e) {
      blocked = Optional.of(e);
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    ModelChange change = records.read(record);
    if (change instanceof ModelChange.Put put) {
      give(put.id(), put);
      unreadable.remove(put.id());
      if (!complete) {
        ids.add(put.id());
      }
    } else if (change instanceof ModelChange.Remove remove) {
      give(remove.id(), remove);
      unreadable.remove(remove.id());
    } else if (change instanceof ModelChange.Unreadable why) {
      why.id().ifPresent(id -> give(id, new ModelChange.Remove(id)));
      why.id().ifPresent(unreadable::add);
      deadLetters.send(record, why);
      metrics.deadLetters.increment();
      log.warn(
          "Record {}-{}@{} cannot be used and is on dead-letters: {}: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          why.exception(),
          why.reason());
    }
  }

  private void give(String id, ModelChange change) {
    outputs.forEach(output -> output.accept(id, change));
  }
}
