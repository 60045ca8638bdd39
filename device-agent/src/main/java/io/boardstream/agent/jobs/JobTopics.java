package io.boardstream.agent.jobs;

import io.boardstream.avro.JobRequest;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The names of the topics of jobs on the broker, and their creation. */
public final class JobTopics {
  private final KafkaSettings kafka;

  public JobTopics(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  String requests(String device) {
    return TopicCatalogue.jobRequests(device).name(kafka.topicsPrefix());
  }

  /** The queue that a job is put into. */
  public String requests(JobRequest job) {
    return queue(job.getDevice(), job.getSimulated()).name(kafka.topicsPrefix());
  }

  /** The queues that a board serves: a simulated one never takes a job from a real one. */
  List<String> queues(BoardSlot board, boolean allowSimulated) {
    return queueTopics(board, allowSimulated).stream()
        .map(topic -> topic.name(kafka.topicsPrefix()))
        .toList();
  }

  private static List<Topic> queueTopics(BoardSlot board, boolean allowSimulated) {
    List<Topic> queues = new ArrayList<>();
    if (!board.simulated()) {
      queues.add(queue(board.device(), false));
    }
    if (allowSimulated) {
      queues.add(queue(board.device(), true));
    }
    return queues;
  }

  private static Topic queue(String device, boolean simulated) {
    return simulated
        ? TopicCatalogue.simulatedJobRequests(device)
        : TopicCatalogue.jobRequests(device);
  }

  /** What the names of all queues begin with. */
  public String requestsPrefix() {
    return kafka.topicsPrefix() + TopicCatalogue.JOB_REQUESTS_PREFIX;
  }

  public String control() {
    return TopicCatalogue.JOBS_CONTROL.name(kafka.topicsPrefix());
  }

  public String state() {
    return TopicCatalogue.JOBS_STATE.name(kafka.topicsPrefix());
  }

  public String compileEvents() {
    return TopicCatalogue.COMPILE_EVENTS.name(kafka.topicsPrefix());
  }

  String runEvents() {
    return TopicCatalogue.RUN_EVENTS.name(kafka.topicsPrefix());
  }

  String deadLetters() {
    return TopicCatalogue.DEAD_LETTERS.name(kafka.topicsPrefix());
  }

  /** All agents share the queue of a device in one group. */
  public String group() {
    return kafka.topicsPrefix() + "boardstream-agents";
  }

  /** Creates what is missing; a group reads its queue from the beginning. */
  public void create(List<String> devices) {
    try (Admin admin = Admin.create(kafka.client())) {
      for (String device : devices) {
        create(admin, queue(device, false));
      }
      for (Topic topic :
          List.of(
              TopicCatalogue.JOBS_CONTROL,
              TopicCatalogue.JOBS_STATE,
              TopicCatalogue.COMPILE_EVENTS,
              TopicCatalogue.RUN_EVENTS,
              TopicCatalogue.DEAD_LETTERS)) {
        create(admin, topic);
      }
      AlterConfigOp earliest =
          new AlterConfigOp(
              new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
      get(admin.incrementalAlterConfigs(Map.of(groupConfig(), List.of(earliest))).all());
    }
  }

  /** Creates the queue of a job, if need be. */
  void createQueue(JobRequest job) {
    try (Admin admin = Admin.create(kafka.client())) {
      create(admin, queue(job.getDevice(), job.getSimulated()));
    }
  }

  /** Creates the queues that a board serves, if need be. */
  void createQueues(BoardSlot board, boolean allowSimulated) {
    try (Admin admin = Admin.create(kafka.client())) {
      for (Topic topic : queueTopics(board, allowSimulated)) {
        create(admin, topic);
      }
    }
  }

  /** Sets for how long a job that was taken is its board's. */
  void lock(Duration duration) {
    try (Admin admin = Admin.create(kafka.client())) {
      AlterConfigOp lock =
          new AlterConfigOp(
              new ConfigEntry("share.record.lock.duration.ms", Long.toString(duration.toMillis())),
              AlterConfigOp.OpType.SET);
      get(admin.incrementalAlterConfigs(Map.of(groupConfig(), List.of(lock))).all());
    }
  }

  private ConfigResource groupConfig() {
    return new ConfigResource(ConfigResource.Type.GROUP, group());
  }

  private void create(Admin admin, Topic topic) {
    int partitions = topic.partitions() == Topic.Partitions.ONE ? 1 : kafka.partitions();
    Optional<Short> copies = Optional.of(kafka.replicationFactor()).filter(n -> n > 0);
    NewTopic wanted =
        new NewTopic(topic.name(kafka.topicsPrefix()), Optional.of(partitions), copies)
            .configs(topic.config());
    try {
      get(admin.createTopics(List.of(wanted)).all());
    } catch (TopicExistsException e) {
      // Somebody else was first, which is as good.
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
