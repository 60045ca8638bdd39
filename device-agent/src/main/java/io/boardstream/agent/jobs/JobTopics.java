package io.boardstream.agent.jobs;

import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
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

  public String requests(String device) {
    return TopicCatalogue.jobRequests(device).name(kafka.topicsPrefix());
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

  public String runEvents() {
    return TopicCatalogue.RUN_EVENTS.name(kafka.topicsPrefix());
  }

  public String deadLetters() {
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
        create(admin, TopicCatalogue.jobRequests(device));
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
      ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, group());
      AlterConfigOp earliest =
          new AlterConfigOp(
              new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
      get(admin.incrementalAlterConfigs(Map.of(group, List.of(earliest))).all());
    }
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
