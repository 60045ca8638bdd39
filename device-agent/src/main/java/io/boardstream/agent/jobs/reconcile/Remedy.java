package io.boardstream.agent.jobs.reconcile;

import io.boardstream.agent.jobs.AttemptIds;
import io.boardstream.agent.jobs.JobTopics;
import io.boardstream.avro.AttemptOutcome;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobAttempt;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What is done about a lost job: it is put into its queue again, ended as it was asked to be, or
 * ended as failed. Whatever is left half done by a crash is found again as a lost job.
 */
final class Remedy implements AutoCloseable {

  /** What was done, for people. */
  record Done(String job, String what) {}

  private static final String REASON = "harness_error";
  private static final String CATEGORY = "harness";

  private final JobTopics topics;
  private final int resubmissions;
  private final String host;
  private final String version;
  private final Clock clock;
  private final KafkaProducer<String, SpecificRecord> producer;

  /**
   * @param host that speaks in the events, and its version
   */
  Remedy(
      JobTopics topics,
      Map<String, String> settings,
      int resubmissions,
      String host,
      String version,
      Clock clock) {
    this.topics = topics;
    this.resubmissions = resubmissions;
    this.host = host;
    this.version = version;
    this.clock = clock;
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    client.put("acks", "all");
    client.put("enable.idempotence", true);
    this.producer =
        new KafkaProducer<>(
            client,
            new StringSerializer(),
            new AvroSerdes(settings).values(SpecificRecord.class).serializer());
  }

  Done apply(LostJob lost, boolean cancelled) {
    JobRequest request = lost.request();
    if (cancelled) {
      send(topics.state(), state(lost, request, "cancelled", "Cancelled. " + lost.why()));
      return new Done(request.getJobId(), "ended as cancelled. " + lost.why());
    }
    if (request.getResubmitted() >= resubmissions) {
      String message =
          "harness: given up after it was put into its queue %d times. %s"
              .formatted(1 + request.getResubmitted(), lost.why());
      send(topics.compileEvents(), event(request, message));
      send(
          topics.state(),
          JobState.newBuilder(state(lost, request, "failed", message))
              .setAttemptId(attempt(request))
              .setFailureReason(REASON)
              .setFailureCategory(CATEGORY)
              .build());
      return new Done(request.getJobId(), "ended as failed. " + lost.why());
    }
    JobRequest again =
        JobRequest.newBuilder(request).setResubmitted(request.getResubmitted() + 1).build();
    // In this order: a state without its request is found as lost, and tried again.
    send(topics.state(), state(lost, again, "queued", "Put into the queue again. " + lost.why()));
    send(topics.requests(again), again);
    return new Done(
        request.getJobId(),
        "put into its queue again (%d). %s".formatted(again.getResubmitted(), lost.why()));
  }

  /** A job that ended stays so, whatever was sent late. */
  void tellAgain(JobState end) {
    send(topics.state(), end);
  }

  @Override
  public void close() {
    producer.close();
  }

  private JobState state(LostJob lost, JobRequest request, String word, String message) {
    return JobState.newBuilder()
        .setJobId(request.getJobId())
        .setState(word)
        .setRequest(request)
        .setAttempts(lost.last().map(JobState::getAttempts).orElse(0))
        .setBoardKey(lost.last().flatMap(JobState::getBoardKey).orElse(null))
        .setHost(lost.last().flatMap(JobState::getHost).orElse(null))
        .setMessage(message)
        .setUpdatedAt(now())
        .build();
  }

  /** Nothing that it says is evidence against the model. */
  private CompileEvent event(JobRequest request, String message) {
    Instant now = now();
    JobAttempt attempt =
        JobAttempt.newBuilder()
            .setId(attempt(request))
            .setJobId(request.getJobId())
            .setRetry(request.getRetry())
            .setNumber(AttemptIds.givenUp(request))
            .setModelName(request.getModelName())
            .setModelAddress(request.getModelAddress())
            .setModelRevision(request.getModelRevision().orElse(null))
            .setPrecision(request.getPrecision().orElse(null))
            .setFrontend(request.getFrontend())
            .setDevice(request.getDevice())
            .setHost(host)
            .setAdaptationLevel(1)
            .setOptions(Map.of())
            .setStage("starting")
            .setStageDurations(Map.of())
            .setWarnings(List.of())
            .setSimulated(request.getSimulated())
            .setAgentVersion(version)
            .setStartedAt(now)
            .setEndedAt(now)
            .build();
    AttemptOutcome outcome =
        AttemptOutcome.newBuilder()
            .setStatus("failed")
            .setFailureReason(REASON)
            .setFailureCategory(CATEGORY)
            .setMessage(message)
            .build();
    return CompileEvent.newBuilder().setAttempt(attempt).setOutcome(outcome).build();
  }

  private static String attempt(JobRequest request) {
    return AttemptIds.id(request, AttemptIds.givenUp(request));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void send(String topic, JobState state) {
    send(topic, state.getJobId(), state);
  }

  private void send(String topic, JobRequest request) {
    send(topic, request.getJobId(), request);
  }

  private void send(String topic, CompileEvent event) {
    send(topic, event.getAttempt().getId(), event);
  }

  private void send(String topic, String key, SpecificRecord value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka did not take a record: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
