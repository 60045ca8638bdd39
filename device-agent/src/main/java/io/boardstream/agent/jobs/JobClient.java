package io.boardstream.agent.jobs;

import io.boardstream.avro.JobControl;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The other end of the queue: submits jobs, asks about them, cancels and retries them. */
public final class JobClient implements AutoCloseable {
  private final JobTopics topics;
  private final Map<String, String> settings;
  private final KafkaProducer<String, SpecificRecord> producer;
  private final Clock clock;
  private final Set<String> queues = new HashSet<>();
  private @Nullable LatestTable<JobState> states;

  /**
   * @param settings of Kafka and the registry
   */
  public JobClient(Map<String, String> settings, Clock clock) {
    this.settings = Map.copyOf(settings);
    KafkaSettings kafka = new KafkaSettings(settings);
    this.topics = new JobTopics(kafka);
    this.clock = clock;
    Map<String, Object> client = new HashMap<>(kafka.client());
    client.put("acks", "all");
    client.put("enable.idempotence", true);
    this.producer =
        new KafkaProducer<>(
            client,
            new StringSerializer(),
            new AvroSerdes(settings).values(SpecificRecord.class).serializer());
  }

  /** Puts a job into the queue of its device. */
  public void submit(JobRequest job) {
    createQueue(job);
    send(topics.state(), job.getJobId(), queued(job));
    send(topics.requests(job), job.getJobId(), job);
  }

  /** Puts many jobs into the queues of their devices, and returns when all are there. */
  public void submit(List<JobRequest> jobs) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (JobRequest job : jobs) {
      createQueue(job);
      sent.add(producer.send(new ProducerRecord<>(topics.state(), job.getJobId(), queued(job))));
      sent.add(producer.send(new ProducerRecord<>(topics.requests(job), job.getJobId(), job)));
    }
    sent.forEach(JobClient::await);
  }

  /** Asks that a job does not begin, or ends; false when there is no such job. */
  public boolean cancel(String jobId, String by) {
    Optional<JobState> state = state(jobId);
    state.ifPresent(
        job -> {
          int retry = job.getRequest().getRetry();
          send(topics.control(), jobId, control(jobId, "cancel", retry, by));
        });
    return state.isPresent();
  }

  /** Submits a job again that ended; false when there is none of that id, or it goes on. */
  public boolean retry(String jobId, String by) {
    Optional<JobState> ended =
        state(jobId)
            .filter(job -> List.of("completed", "failed", "cancelled").contains(job.getState()));
    ended.ifPresent(
        job -> {
          JobRequest again =
              JobRequest.newBuilder(job.getRequest())
                  .setRetry(job.getRequest().getRetry() + 1)
                  .setSubmittedAt(now())
                  .setSubmittedBy(by)
                  .build();
          send(topics.control(), jobId, control(jobId, "retry", again.getRetry(), by));
          submit(again);
        });
    return ended.isPresent();
  }

  /** All jobs, the one that changed last first. */
  public List<JobState> list() {
    return states().all().stream()
        .sorted(Comparator.comparing(JobState::getUpdatedAt).reversed())
        .toList();
  }

  public Optional<JobState> state(String jobId) {
    return states().get(jobId);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (states != null) {
        states.close();
      }
    }
    producer.close();
  }

  private synchronized LatestTable<JobState> states() {
    if (states == null) {
      topics.create(List.of());
      states = LatestTable.ofStates(topics.state(), settings);
    }
    return states;
  }

  private synchronized void createQueue(JobRequest job) {
    if (queues.add(topics.requests(job))) {
      topics.create(List.of());
      topics.createQueue(job);
    }
  }

  private JobState queued(JobRequest job) {
    return JobState.newBuilder()
        .setJobId(job.getJobId())
        .setState("queued")
        .setRequest(job)
        .setUpdatedAt(now())
        .build();
  }

  private JobControl control(String jobId, String action, int retry, String by) {
    return JobControl.newBuilder()
        .setJobId(jobId)
        .setAction(action)
        .setRetry(retry)
        .setAt(now())
        .setBy(by)
        .build();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void send(String topic, String key, SpecificRecord value) {
    await(producer.send(new ProducerRecord<>(topic, key, value)));
  }

  private static void await(Future<RecordMetadata> sent) {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka did not take the record: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
