package io.boardstream.agent.jobs;

import static io.boardstream.agent.jobs.JobsFixture.LONG;
import static io.boardstream.agent.jobs.JobsFixture.awaitState;
import static io.boardstream.agent.jobs.JobsFixture.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.agent.jobs.reconcile.Reconciler;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobState;
import io.boardstream.avro.RunEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What jobs survive: dead agents, a broker that is away, and a broker that gives them up. */
@EnabledOnOs(OS.LINUX)
@Timeout(400)
final class SurvivalTest {
  @TempDir private static Path folder;
  private static JobsFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new JobsFixture(folder);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @AfterEach
  void closeAgents() {
    fixture.closeAgents();
  }

  @Test
  void aJobOfAKilledAgentIsFinishedByAnotherAndCompletedOnce() throws Exception {
    JobClient client = fixture.client();
    Process first = fixture.agentProcess("killed", "mortal");
    client.submit(job("orphan", "mortal"));
    assertThat(awaitState(client, "orphan", "executing").getHost()).contains("host-killed");

    first.destroyForcibly(); // SIGKILL
    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    fixture.agent("heir", "mortal");
    await()
        .atMost(LONG)
        .until(
            () ->
                client.state("orphan").flatMap(JobState::getHost).equals(Optional.of("host-heir")));
    fixture.open("orphan");

    JobState end = awaitState(client, "orphan", "completed");
    assertThat(end.getAttempts()).isGreaterThan(100);
    assertThat(runs("orphan")).hasSize(1);
  }

  @Test
  void aJobLongerThanItsLockIsRenewedAndNeverDeliveredAgain() throws Exception {
    JobClient client = fixture.client();
    fixture.agent("patient", "slow");
    fixture.agent("idle", "slow");
    client.submit(job("long", "slow"));
    JobState running = awaitState(client, "long", "executing");

    // Three times the lock of two seconds, in which the other agent would take it.
    await()
        .pollDelay(Duration.ofSeconds(6))
        .atMost(LONG)
        .until(() -> awaitState(client, "long", "executing").equals(running));
    fixture.open("long");

    JobState end = awaitState(client, "long", "completed");
    assertThat(end.getAttempts()).isEqualTo(1);
    assertThat(end.getHost()).isEqualTo(running.getHost());
    assertThat(runs("long")).hasSize(1);
  }

  @Test
  void jobsThatRunWhileTheBrokerIsAwayAreToldOnce() throws Exception {
    JobClient client = fixture.client();
    fixture.agent("cut-off", "away");
    fixture.agent("cut-off-too", "away");
    List<String> jobs = List.of("first", "second", "third");
    jobs.forEach(job -> client.submit(job(job, "away")));
    await()
        .atMost(LONG)
        .until(
            () ->
                jobs.stream()
                        .filter(
                            job -> client.state(job).orElseThrow().getState().equals("executing"))
                        .count()
                    == 2);

    fixture.stopBroker();
    for (String job : jobs) {
      fixture.open(job);
    }
    // The lock of two seconds is over long before the broker is back.
    await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
    fixture.startBroker();

    JobClient after = fixture.client();
    for (String job : jobs) {
      awaitState(after, job, "completed");
      assertThat(runs(job).stream().map(run -> run.getAttempt().getId()).distinct())
          .as(job)
          .hasSize(1);
    }
  }

  @Test
  void whatTheBrokerGaveUpIsPutIntoTheQueueAgainByOneOfManyAndDoneOnce() throws Exception {
    JobClient client = fixture.client();
    client.submit(job("unlucky", "moody"));
    client.submit(job("nobody-comes", "unserved"));
    takeUntilGivenUp("jobs.requests.moody", AcknowledgeType.RELEASE);
    try (Reconciler one = reconciler(3);
        Reconciler other = reconciler(3)) {
      one.start();
      other.start();
      await().atMost(LONG).until(() -> one.isElected() ^ other.isElected());

      awaitResubmission(client, "unlucky");
      fixture.open("unlucky");
      fixture.agent("late", "moody");

      JobState end = awaitState(client, "unlucky", "completed");
      assertThat(end.getAttemptId()).contains("unlucky.0.10001");
      assertThat(runs("unlucky")).hasSize(1);
      assertThat(client.state("nobody-comes").orElseThrow().getRequest().getResubmitted()).isZero();
      Reconciler heir = one.isElected() ? other : one;
      (one.isElected() ? one : other).close();
      await().atMost(LONG).until(heir::isElected);
    }
  }

  @Test
  void whatIsLostAgainAndAgainIsEndedWithTheReason() throws Exception {
    JobClient client = fixture.client();
    client.submit(job("cursed", "haunted"));
    client.submit(job("unwanted", "haunted"));
    // A host that took them, and whose disk was lost.
    takeUntilGivenUp("jobs.requests.haunted", AcknowledgeType.ACCEPT);
    client.cancel("unwanted", "a test");
    try (Reconciler reconciler = reconciler(1)) {
      reconciler.start();
      awaitResubmission(client, "cursed");
      takeUntilGivenUp("jobs.requests.haunted", AcknowledgeType.ACCEPT);

      JobState end = awaitState(client, "cursed", "failed");
      assertThat(end.getFailureReason()).contains("harness_error");
      assertThat(end.getMessage().orElseThrow()).contains("given up");
      assertThat(
              fixture.read("device.compile-events", CompileEvent.class).stream()
                  .filter(event -> event.getAttempt().getJobId().equals("cursed")))
          .singleElement()
          .satisfies(event -> assertThat(end.getAttemptId()).contains(event.getAttempt().getId()));
      JobState cancelled = awaitState(client, "unwanted", "cancelled");
      assertThat(cancelled.getRequest().getResubmitted()).isZero();
    }
  }

  private static void awaitResubmission(JobClient client, String job) {
    await()
        .atMost(LONG)
        .until(() -> client.state(job).orElseThrow().getRequest().getResubmitted() == 1);
  }

  private static Reconciler reconciler(int resubmissions) {
    return new Reconciler(
        fixture.settings(
            Map.of(
                "jobs.reconcile.silence.seconds", "1",
                "jobs.reconcile.interval.seconds", "0.2",
                "jobs.reconcile.resubmissions", Integer.toString(resubmissions))),
        "test",
        "test",
        Clock.systemUTC());
  }

  private static List<RunEvent> runs(String job) {
    return fixture.read("device.run-events", RunEvent.class).stream()
        .filter(run -> run.getAttempt().getJobId().equals(job))
        .toList();
  }

  /** Takes what is in a queue until nothing comes for a while. */
  private static void takeUntilGivenUp(String topic, AcknowledgeType answer) {
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", fixture.settings().get("kafka.bootstrap.servers"));
    client.put("group.id", "boardstream-agents");
    client.put("share.acknowledgement.mode", "explicit");
    new JobTopics(new io.boardstream.runtime.KafkaSettings(fixture.settings())).create(List.of());
    try (KafkaShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      int taken = 0;
      for (int quiet = 0; taken == 0 || quiet < 10; quiet++) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          consumer.acknowledge(record, answer);
          taken++;
          quiet = 0;
        }
        consumer.commitSync();
      }
    }
  }
}
