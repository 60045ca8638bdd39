package io.boardstream.sink;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of the topic into the writer: from the beginning to the end that it had, the newest
 * record of each model only, then record by record as they come. Used by one thread.
 */
final class Follower {

  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  /** So that the first documents of a long reading are written before the last are decoded. */
  private static final int DECODED_PER_STEP = 500;

  private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

  private final ModelFeed feed;
  private final ModelRecords records;
  private final DocumentWriter writer;
  private final DeadLetters deadLetters;
  private final SinkMetrics metrics;

  /** While reading up to the end: the newest record of each key. */
  private final Map<Object, ConsumerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();

  private final Deque<ConsumerRecord<byte[], byte[]>> backlog = new ArrayDeque<>();

  /** Ids that the topic has, until {@link DocumentWriter#complete} has taken them. */
  private final Set<String> ids = new HashSet<>();

  private final Set<String> unreadable = new HashSet<>();
  private boolean atEnd;
  private boolean complete;
  private Optional<KafkaException> blocked = Optional.empty();

  Follower(
      ModelFeed feed,
      ModelRecords records,
      DocumentWriter writer,
      DeadLetters deadLetters,
      SinkMetrics metrics) {
    this.feed = feed;
    this.records = records;
    this.writer = writer;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /** Reads and writes what there is; waits for records when there is nothing to write. */
  void step() {
    if (backlog.isEmpty()) {
      read();
    } else {
      feed.notPolling();
    }
    drain();
    if (atEnd && !complete && backlog.isEmpty()) {
      complete = true;
      writer.complete(ids);
      ids.clear();
    }
    writer.flush();
    metrics.lag.set(complete ? feed.lag() + backlog.size() : feed.remaining() + backlog.size());
    metrics.unreadable.set(unreadable.size());
  }

  /** What keeps the next record from being used, though the record may be fine. */
  Optional<KafkaException> blocked() {
    return blocked;
  }

  /** Whether all that was there at the start has been given to the writer. */
  boolean isComplete() {
    return complete;
  }

  /** Models whose newest record is unreadable. */
  int unreadable() {
    return unreadable.size();
  }

  private void read() {
    Duration untilDue = Duration.ofNanos(writer.nanosUntilDue());
    var polled = feed.poll(untilDue.compareTo(LONGEST_POLL) < 0 ? untilDue : LONGEST_POLL);
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
      writer.put(put.id(), put.model(), put.document());
      unreadable.remove(put.id());
      if (!complete) {
        ids.add(put.id());
      }
    } else if (change instanceof ModelChange.Remove remove) {
      writer.remove(remove.id());
      unreadable.remove(remove.id());
    } else if (change instanceof ModelChange.Unreadable why) {
      why.id().ifPresent(writer::remove);
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

  /** For the end of a back-off: the longest wait after which the writer has something to do. */
  long millisUntilWriterIsDue(long atMost) {
    return Math.min(atMost, TimeUnit.NANOSECONDS.toMillis(writer.nanosUntilDue()) + 1);
  }
}
