package io.boardstream.streams;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers every few seconds how far a group is: its clients may believe that all is well
 * while a transaction that nobody ends, or a coordinator that went astray, holds them back.
 */
final class ProgressWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Admin admin;
  private final String group;
  private final Standstill standstill;
  private final Clock clock;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "progress-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<String> problem = Optional.empty();

  /**
   * A watch that has begun.
   *
   * @param client settings of a Kafka client
   * @param limit time without progress that is too long
   */
  ProgressWatch(Map<String, Object> client, String group, Duration limit, Clock clock) {
    this.admin = Admin.create(client);
    this.group = group;
    this.standstill = new Standstill(limit);
    this.clock = clock;
    long pause = Math.min(LONGEST_PAUSE_MILLIS, limit.toMillis() / 4);
    var unused = executor.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** What stands still; empty while all moves, or while the brokers are away. */
  Optional<String> problem() {
    return problem;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    admin.close(Duration.ZERO);
  }

  private void look() {
    try {
      Map<TopicPartition, Long> committed = committed();
      Optional<String> now = standstill.look(committed, ends(committed.keySet()), clock.instant());
      if (now.isPresent() && problem.isEmpty()) {
        LOG.warn("The topology stands still: {}", now.get());
      } else if (now.isEmpty() && problem.isPresent()) {
        LOG.info("The topology moves again");
      }
      problem = now;
    } catch (ExecutionException | KafkaException e) {
      LOG.debug("How far the topology is, is not known now", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return offsets.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream()
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(asked).all().get();
    return ends.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }
}
