package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.runtime.TopicFeed;
import io.boardstream.site.history.HistoryException;
import io.boardstream.site.history.HistoryFile;
import io.boardstream.site.history.RunEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the runs of the topic into the history, from where the history says that it was read to. The
 * runs and how far they were read are written together.
 */
final class HistoryFollower implements Session {

  private static final Logger log = LoggerFactory.getLogger(HistoryFollower.class);

  private static final Duration LONGEST_POLL = Duration.ofMillis(500);

  /** While much is to be read: many runs at once cost little more than one. */
  private static final int MOST_AT_ONCE = 4_000;

  /** What a history is kept by; outlives a reading. */
  record Sources(
      History history,
      String topic,
      Map<String, Object> client,
      Deserializer<BenchmarkRun> values,
      Set<String> unreadable,
      Clock clock) {}

  private final TopicFeed feed;
  private final Sources sources;
  private final HistoryFile file;
  private final String origin;
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> backlog = new ArrayDeque<>();
  private final Map<Long, RunEntry> changed = new LinkedHashMap<>();
  private boolean complete;
  private Optional<RetriableException> blocked = Optional.empty();

  private HistoryFollower(TopicFeed feed, Sources sources, HistoryFile file, String origin) {
    this.feed = feed;
    this.sources = sources;
    this.file = file;
    this.origin = origin;
  }

  /**
   * Goes to where the history was read to.
   *
   * @throws KafkaException when the broker is away
   * @throws Following.Again when the history cannot be used now
   */
  static HistoryFollower open(TopicFeed feed, Sources sources) {
    String origin = origin(sources);
    try {
      HistoryFile file = sources.history.open();
      Map<TopicPartition, Long> places = new HashMap<>();
      file.places(origin, sources.clock.instant())
          .forEach(
              (partition, next) -> places.put(new TopicPartition(sources.topic, partition), next));
      feed.open(places);
      return new HistoryFollower(feed, sources, file, origin);
    } catch (HistoryException e) {
      throw failed(sources, e);
    }
  }

  @Override
  public void step() {
    try {
      if (backlog.isEmpty()) {
        feed.poll(LONGEST_POLL).forEach(backlog::add);
      } else {
        feed.notPolling();
      }
      decode();
      boolean atEnd = complete || feed.isAtEnd();
      if (backlog.isEmpty() && !changed.isEmpty() && (atEnd || changed.size() >= MOST_AT_ONCE)) {
        save();
      }
      complete |= atEnd && backlog.isEmpty();
      if (file.isDoubtful()) {
        throw anew(sources, new IllegalStateException("it could not be asked"));
      }
    } catch (HistoryException e) {
      throw failed(sources, e);
    } catch (OffsetOutOfRangeException e) {
      throw anew(sources, e);
    }
  }

  @Override
  public Optional<RetriableException> blocked() {
    return blocked;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public int unreadable() {
    return sources.unreadable.size();
  }

  private void decode() {
    blocked = Optional.empty();
    try {
      while (!backlog.isEmpty()) {
        decode(backlog.element());
        backlog.remove();
      }
    } catch (RetriableException e) {
      blocked = Optional.of(e);
    }
  }

  /** What an unreadable update says of a run is not known, and the old one is not true any more. */
  private void decode(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    RunEntry entry = RunEntry.of(key, null);
    try {
      if (record.value() != null) {
        entry =
            RunEntry.of(
                key, sources.values.deserialize(record.topic(), record.headers(), record.value()));
      }
      sources.unreadable.remove(key);
    } catch (RetriableException e) {
      throw e;
    } catch (SerializationException e) {
      sources.unreadable.add(key);
      log.warn(
          "Record {}-{}@{} cannot be used: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.toString());
    }
    changed.put(entry.ref(), entry);
  }

  private void save() {
    Map<Integer, Long> places = new HashMap<>();
    feed.places().forEach((partition, next) -> places.put(partition.partition(), next));
    file.apply(changed.values(), places, origin, sources.clock.instant());
    sources.history.worked();
    changed.clear();
  }

  /** Once may be the disk's or the memory's fault; twice is taken for the file's. */
  private static Following.Again failed(Sources sources, HistoryException cause) {
    return sources.history.failedBefore()
        ? anew(sources, cause)
        : new Following.Again(String.valueOf(cause.getMessage()), cause);
  }

  /** Nothing in the file is precious; what is wrong with it is gone with it. */
  private static Following.Again anew(Sources sources, Exception cause) {
    sources.history.is(FeedState.starting("made anew"));
    sources.unreadable.clear();
    try {
      sources.history.open().startOver();
    } catch (HistoryException e) {
      e.addSuppressed(cause);
      return new Following.Again(String.valueOf(e.getMessage()), e);
    }
    return new Following.Again("The history is made anew: " + cause.getMessage(), cause);
  }

  /** A topic that was made anew has another id, also when its name is the same. */
  private static String origin(Sources sources) {
    try (Admin admin = Admin.create(sources.client)) {
      TopicDescription topic =
          admin
              .describeTopics(Set.of(sources.topic))
              .allTopicNames()
              .get(10, TimeUnit.SECONDS)
              .get(sources.topic);
      return topic == null ? "" : topic.topicId().toString();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException("The topic of runs cannot be described", e);
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException("No answer in 10 seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
