package io.boardstream.agent.jobs.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class LostJobsTest {
  private static final TopicPartition QUEUE = new TopicPartition("jobs.requests.n150", 0);
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final JobTable jobs = new JobTable();
  private final Map<String, Queued> queued = new HashMap<>();
  private final Map<TopicPartition, Long> begins = new HashMap<>();
  private final LostJobs lost = new LostJobs(SILENCE);
  private Duration now = Duration.ofDays(1);

  @Test
  void whatIsInItsQueueIsNeverLostHoweverLongItTakes() {
    submitted("slow", 7);
    begins.put(QUEUE, 7L);
    told("slow", "executing", 0, 0);

    assertThat(look()).isEmpty();
    now = now.plusDays(40);
    assertThat(look()).isEmpty();
  }

  @Test
  void whatNobodyReadYetIsNotLost() {
    submitted("waiting", 0);

    assertThat(lookTwice()).isEmpty();
  }

  @Test
  void whatIsGoneFromTheQueueWithoutAnEndIsLostAfterTheSilence() {
    submitted("gone", 7);
    told("gone", "executing", 0, 0);
    begins.put(QUEUE, 8L);

    assertThat(look()).isEmpty();
    now = now.plus(SILENCE).minusMillis(1);
    assertThat(look()).isEmpty();
    now = now.plusMillis(1);

    assertThat(look())
        .singleElement()
        .satisfies(
            job -> {
              assertThat(job.request().getJobId()).isEqualTo("gone");
              assertThat(job.why()).contains("executing on host");
            });
  }

  @Test
  void newsAndAnEndTakeItBack() {
    submitted("late", 7);
    begins.put(QUEUE, 8L);
    told("late", "compiling", 0, 0);
    look();
    now = now.plus(SILENCE);
    told("late", "executing", 0, 0);
    assertThat(look()).as("news").isEmpty();
    now = now.plus(SILENCE);
    told("late", "completed", 0, 0);

    assertThat(look()).as("an end").isEmpty();
  }

  @Test
  void whatWasPutIntoTheQueueAgainIsJudgedByItsNewPlace() {
    submitted("again", 7);
    begins.put(QUEUE, 8L);
    told("again", "executing", 0, 0);
    assertThat(lookTwice()).hasSize(1);
    queued.put("again", new Queued(request("again", 0, 1), QUEUE, 9));
    told("again", "queued", 0, 1);

    assertThat(lookTwice()).as("in its queue").isEmpty();
    begins.put(QUEUE, 10L);
    assertThat(lookTwice())
        .singleElement()
        .satisfies(job -> assertThat(job.request().getResubmitted()).isEqualTo(1));
  }

  @Test
  void aStateWithoutARequestAndARequestWithoutAStateAreLostToo() {
    told("never-sent", "queued", 0, 0);
    submitted("never-told", 3);
    begins.put(QUEUE, 4L);

    assertThat(lookTwice())
        .extracting(job -> job.request().getJobId())
        .containsExactlyInAnyOrder("never-sent", "never-told");
  }

  @Test
  void aJobThatEndedStaysEndedUntilItIsAskedForAgain() {
    told("done", "completed", 0, 0);
    told("done", "executing", 0, 0);

    assertThat(jobs.unfinished()).isEmpty();
    assertThat(jobs.overwritten()).extracting(JobState::getState).containsExactly("completed");
    told("done", "completed", 0, 0);
    assertThat(jobs.overwritten()).isEmpty();
    told("done", "queued", 1, 0);
    assertThat(jobs.unfinished()).hasSize(1);
  }

  private List<LostJob> lookTwice() {
    look();
    now = now.plus(SILENCE);
    return look();
  }

  private List<LostJob> look() {
    return lost.look(jobs, queued, begins, now.toNanos());
  }

  private void submitted(String id, long offset) {
    queued.put(id, new Queued(request(id, 0, 0), QUEUE, offset));
  }

  private void told(String id, String word, int retry, int resubmitted) {
    jobs.apply(
        JobState.newBuilder()
            .setJobId(id)
            .setState(word)
            .setRequest(request(id, retry, resubmitted))
            .setHost("host")
            .setUpdatedAt(Instant.EPOCH)
            .build());
  }

  private static JobRequest request(String id, int retry, int resubmitted) {
    return JobRequest.newBuilder()
        .setJobId(id)
        .setDevice("n150")
        .setModelName("m")
        .setModelAddress("m.onnx")
        .setFrontend("f")
        .setRetry(retry)
        .setResubmitted(resubmitted)
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }
}
