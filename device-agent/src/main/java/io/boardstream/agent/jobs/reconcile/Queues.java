package io.boardstream.agent.jobs.reconcile;

import io.boardstream.agent.jobs.JobTopics;
import io.boardstream.avro.JobControl;
import io.boardstream.avro.JobRequest;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the queues of all devices, and where they begin; and who was cancelled. Read
 * beside the agents, and taken from nobody. For use by one thread.
 */
final class Queues implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Queues.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final JobTopics topics;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deserializer<JobRequest> requests;
  private final Deserializer<JobControl> controls;
  private final Map<String, Queued> queued = new HashMap<>();

  /** The highest retry that was cancelled, of each job. */
  private final Map<String, Integer> cancelled = new HashMap<>();

  Queues(JobTopics topics, Map<String, String> settings) {
    this.topics = topics;
    KafkaSettings kafka = new KafkaSettings(settings);
    AvroSerdes serdes = new AvroSerdes(settings);
    this.requests = serdes.values(JobRequest.class).deserializer();
    this.controls = serdes.values(JobControl.class).deserializer();
    this.admin = Admin.create(kafka.client());
    Map<String, Object> client = new HashMap<>(kafka.client());
    client.remove(ConsumerConfig.GROUP_ID_CONFIG);
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads what came since the last time.
   *
   * @param over whether nothing more is to be known of a request: it is forgotten
   */
  void read(Predicate<JobRequest> over) {
    assignNew();
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (!ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      consumer.poll(POLL).forEach(this::apply);
    }
    queued.values().removeIf(place -> over.test(place.request()));
  }

  /** The newest request of each job that is not over. */
  Map<String, Queued> queued() {
    return queued;
  }

  boolean isCancelled(JobRequest request) {
    return cancelled.getOrDefault(request.getJobId(), -1) >= request.getRetry();
  }

  /**
   * Where each queue begins: at the first request that is waiting or locked, or before it. The
   * broker writes that down with the next acknowledgement only; what it always knows is how many
   * requests there are that are waiting or locked, so that an empty queue is seen at once.
   */
  Map<TopicPartition, Long> begins() {
    Set<TopicPartition> partitions = new HashSet<>(consumer.assignment());
    partitions.removeIf(partition -> partition.topic().equals(topics.control()));
    Map<TopicPartition, Long> begins = new HashMap<>(consumer.beginningOffsets(partitions));
    // Before the broker is asked: what comes in between is not yet in these.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    started(partitions)
        .forEach(
            (partition, info) -> {
              boolean empty = info.lag().filter(waiting -> waiting == 0).isPresent();
              long begin = empty ? ends.getOrDefault(partition, 0L) : info.startOffset();
              begins.merge(partition, begin, Math::max);
            });
    return begins;
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }

  private Map<TopicPartition, SharePartitionOffsetInfo> started(Set<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    ListShareGroupOffsetsSpec spec = new ListShareGroupOffsetsSpec().topicPartitions(partitions);
    try {
      Map<TopicPartition, SharePartitionOffsetInfo> started =
          new HashMap<>(
              get(
                  admin
                      .listShareGroupOffsets(Map.of(topics.group(), spec))
                      .partitionsToOffsetInfo(topics.group())));
      // A queue that nobody has read yet has none.
      started.values().removeIf(info -> info == null);
      return started;
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
  }

  private void assignNew() {
    Set<TopicPartition> known = consumer.assignment();
    List<TopicPartition> all = new ArrayList<>();
    List<String> names =
        get(admin.listTopics().names()).stream()
            .filter(
                name -> name.startsWith(topics.requestsPrefix()) || name.equals(topics.control()))
            .toList();
    get(admin.describeTopics(names).allTopicNames())
        .values()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(p -> all.add(new TopicPartition(topic.name(), p.partition()))));
    if (!known.equals(Set.copyOf(all))) {
      consumer.assign(all);
      consumer.seekToBeginning(all.stream().filter(p -> !known.contains(p)).toList());
      queued.values().removeIf(place -> !all.contains(place.partition()));
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(topics.control())) {
        JobControl asked = controls.deserialize(record.topic(), record.value());
        if (asked != null && asked.getAction().equals("cancel")) {
          cancelled.merge(asked.getJobId(), asked.getRetry(), Math::max);
        }
        return;
      }
      JobRequest request = requests.deserialize(record.topic(), record.value());
      if (request != null) {
        Queued place =
            new Queued(
                request, new TopicPartition(record.topic(), record.partition()), record.offset());
        queued.merge(
            request.getJobId(),
            place,
            (before, now) ->
                Queued.ORDER.compare(before.request(), now.request()) > 0 ? before : now);
      }
    } catch (RetriableException e) {
      throw e;
    } catch (KafkaException e) {
      // Agents send it to the dead letters.
      LOG.debug("{}-{} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
    }
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    }
  }
}
