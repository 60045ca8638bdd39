package io.boardstream.batch.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** How far the topology has come, as its consumer group says. */
final class Stages implements AutoCloseable {

  private record Range(TopicPartition partition, long from, long to) {}

  /** Found to hold no record; that stays so. */
  private final Set<Range> empty = new HashSet<>();

  private final Admin admin;
  private final Map<String, Object> client;
  private final String group;

  Stages(Map<String, Object> client, String group) {
    this.client = client;
    this.admin = Admin.create(client);
    this.group = group;
  }

  /**
   * Waits until what is on the topics now has gone through every stage. A stage writes to the next,
   * so their ends are taken one after another, until nothing new has come.
   *
   * @return false when the time was not enough, or the group has read nothing yet
   */
  boolean awaitPassed(Deadline deadline) {
    empty.clear();
    Map<TopicPartition, Long> before = Map.of();
    // As often as there are topics is enough, whatever their order: others may go on writing.
    long most = positions().keySet().stream().map(TopicPartition::topic).distinct().count();
    for (long stage = 0; stage < Math.max(1, most); stage++) {
      Map<TopicPartition, Long> ends = ends(positions());
      if (!ends.isEmpty() && ends.equals(before)) {
        return true; // What a stage writes later by itself, the comparison waits for.
      }
      if (ends.isEmpty() || !deadline.await(() -> hasPassed(ends))) {
        return false;
      }
      before = ends;
    }
    return true;
  }

  /** How many records each topic of the group is behind its end, without those that are not. */
  Map<String, Long> lag() {
    Map<TopicPartition, OffsetAndMetadata> positions = positions();
    Map<String, Long> lag = new HashMap<>();
    ends(positions)
        .forEach(
            (partition, end) -> {
              OffsetAndMetadata at = positions.get(partition);
              if (at != null && at.offset() < end) {
                lag.merge(partition.topic(), end - at.offset(), Long::sum);
              }
            });
    return lag;
  }

  private boolean hasPassed(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> positions = positions();
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata at = positions.get(end.getKey());
              return at != null
                  && (at.offset() >= end.getValue()
                      || isEmpty(end.getKey(), at.offset(), end.getValue()));
            });
  }

  /** Marks of transactions take offsets too, and nobody commits past the last ones. */
  private boolean isEmpty(TopicPartition partition, long from, long to) {
    Range range = new Range(partition, from, to);
    if (empty.contains(range)) {
      return true;
    }
    boolean isEmpty = TopicTail.isEmpty(client, partition, from, to);
    if (isEmpty) {
      empty.add(range);
    }
    return isEmpty;
  }

  private Map<TopicPartition, OffsetAndMetadata> positions() {
    return answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  private Map<TopicPartition, Long> ends(Map<TopicPartition, OffsetAndMetadata> positions) {
    Map<TopicPartition, OffsetSpec> asked =
        positions.keySet().stream()
            .collect(Collectors.toMap(partition -> partition, p -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    answer(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new KafkaException("Cannot ask for the positions of group " + group, e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
