package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.runtime.TopicFeed;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;

/** One reading of the topics: to the end that they had, then record by record as they come. */
final class Follower implements Session {

  private static final Duration LONGEST_POLL = Duration.ofMillis(500);

  /** Bytes of undecoded records that may wait for newer ones of the same keys. */
  private static final long MOST_WAITING = 16 << 20;

  private final TopicFeed feed;
  private final Applying applying;
  private final Clock clock;

  /** While reading up to the end: the newest record of each key, so that older ones cost little. */
  private final Map<Object, ConsumerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();

  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> backlog = new ArrayDeque<>();
  private final Set<String> keys = new HashSet<>();
  private long waiting;
  private boolean complete;
  private Optional<RetriableException> blocked = Optional.empty();

  Follower(TopicFeed feed, Applying applying, Clock clock) {
    this.feed = feed;
    this.applying = applying;
    this.clock = clock;
  }

  @Override
  public void step() {
    if (backlog.isEmpty()) {
      read();
    } else {
      feed.notPolling();
    }
    drain();
    if (!complete && backlog.isEmpty() && newest.isEmpty() && feed.isAtEnd()) {
      complete = true;
      applying.retain(keys, clock.instant());
      keys.clear();
    }
  }

  @Override
  public Optional<RetriableException> blocked() {
    return blocked;
  }

  @Override
  public int unreadable() {
    return applying.unreadable();
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  private void read() {
    var polled = feed.poll(LONGEST_POLL);
    if (complete) {
      polled.forEach(backlog::add);
      return;
    }
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      Object key =
          record.key() == null
              ? new Object()
              : Map.entry(record.topic(), ByteBuffer.wrap(record.key()));
      ConsumerRecord<byte[], byte[]> older = newest.put(key, record);
      waiting += size(record) - (older == null ? 0 : size(older));
      note(record);
    }
    if (waiting > MOST_WAITING || feed.isAtEnd()) {
      backlog.addAll(newest.values());
      newest.clear();
      waiting = 0;
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    if (applying.isNoted(record) && record.key() != null) {
      keys.add(new String(record.key(), UTF_8));
    }
  }

  private void drain() {
    blocked = Optional.empty();
    try {
      while (!backlog.isEmpty()) {
        applying.apply(backlog.element());
        backlog.remove();
      }
    } catch (RetriableException e) {
      blocked = Optional.of(e);
    }
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    return Math.max(0, record.serializedValueSize());
  }
}
