package io.boardstream.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells when a reader no longer gets on with a partition although there is something to read.
 *
 * <p>What is committed need not reach the end: the marks of transactions count in the end. So a
 * partition is only taken to have something to read when its end moved since the last commit, or
 * when far more lies before it than marks are.
 */
final class Standstill {

  /** More than the marks of transactions between two commits. */
  private static final long FAR = 1_000;

  /**
   * Where a partition stands.
   *
   * @param end the end when {@code committed} was seen first
   * @param since when something to read was seen first; null when there is none
   */
  private record Place(long committed, long end, Optional<Instant> since) {}

  private final Duration limit;
  private final Map<TopicPartition, Place> places = new HashMap<>();

  Standstill(Duration limit) {
    this.limit = limit;
  }

  /**
   * Looks at where everything stands now.
   *
   * @param committed offsets of the reader
   * @param ends of the partitions
   * @return for people, the partition that has stood longest, when it is too long; else empty
   */
  Optional<String> look(
      Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends, Instant now) {
    places.keySet().retainAll(committed.keySet());
    committed.forEach(
        (partition, offset) ->
            places.merge(
                partition,
                place(offset, ends.getOrDefault(partition, offset), now),
                (before, first) -> next(before, first, now)));
    return places.entrySet().stream()
        .filter(entry -> entry.getValue().since().map(now.minus(limit)::isAfter).orElse(false))
        .min((a, b) -> since(a.getValue(), now).compareTo(since(b.getValue(), now)))
        .map(entry -> text(entry.getKey(), entry.getValue(), ends, now));
  }

  private static Place place(long committed, long end, Instant now) {
    return new Place(committed, end, end - committed > FAR ? Optional.of(now) : Optional.empty());
  }

  private static Place next(Place before, Place seen, Instant now) {
    if (seen.committed() != before.committed()) {
      return seen;
    }
    if (before.since().isPresent() || seen.end() <= before.end()) {
      return before;
    }
    return new Place(before.committed(), before.end(), Optional.of(now));
  }

  private static Instant since(Place place, Instant now) {
    return place.since().orElse(now);
  }

  private static String text(
      TopicPartition partition, Place place, Map<TopicPartition, Long> ends, Instant now) {
    return "no progress for %d s on %s: at offset %d of %d"
        .formatted(
            Duration.between(since(place, now), now).toSeconds(),
            partition,
            place.committed(),
            ends.getOrDefault(partition, place.end()));
  }
}
