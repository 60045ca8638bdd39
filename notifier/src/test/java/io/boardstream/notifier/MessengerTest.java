package io.boardstream.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.Direction;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionActionKind;
import io.boardstream.avro.RegressionDelivery;
import io.boardstream.avro.RegressionKind;
import io.boardstream.avro.RegressionLevel;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import io.boardstream.avro.RegressionWord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is accepted is not sent again; what is not accepted is not lost, and delays nobody else. */
final class MessengerTest {

  private static final Instant NIGHT = Instant.parse("2026-11-01T03:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Known known = new Known();
  private final Map<String, RegressionDelivery> register = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private Receiver receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = new Receiver();
    known.complete();
  }

  @AfterEach
  void close() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    receiver.close();
  }

  @Test
  void seriesOfOneIncidentAreOneMessageAndItIsSentOnce() {
    known.news(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MAJOR));
    known.news(regression("b", "one", RegressionState.OPENED, RegressionSeverity.MINOR));
    start(slack());

    await().atMost(LONG).until(() -> register.size() == 1);
    known.news(regression("c", "two", RegressionState.OPENED, RegressionSeverity.MAJOR));
    await().atMost(LONG).until(() -> register.size() == 2);

    assertThat(receiver.accepted).hasSize(2);
    String text = receiver.accepted.get(0).body().path("text").asText();
    assertThat(text)
        .contains("OPENED MAJOR: Llama on n300: mean_tps 60.00 to 48.00 tokens/s (-20.0 %)")
        .contains("series-b")
        .contains("https://github.com/o/r/compare/a...b");
  }

  @Test
  void aReceiverThatFailsIsTriedAgainWithTheSameKeyAndKeepsNobodyWaiting() throws IOException {
    receiver.status = 500;
    try (Receiver other = new Receiver()) {
      known.news(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MAJOR));
      start(slack());
      start(Map.of(NotifierSettings.ALERTMANAGER_URL, other.address("/api/v2/alerts").toString()));

      await().atMost(LONG).until(() -> other.accepted.size() == 1);
      await().atMost(LONG).until(() -> receiver.refused.size() >= 3);
      receiver.status = 200;
      await().atMost(LONG).until(() -> register.size() == 2);

      assertThat(receiver.accepted).hasSize(1);
      assertThat(receiver.refused)
          .allSatisfy(r -> assertThat(r.key()).isEqualTo(receiver.accepted.get(0).key()));
      assertThat(other.accepted.get(0).body().get(0).path("labels").path("incident").asText())
          .isEqualTo("one");
    }
  }

  @Test
  void aRestartSendsNothingThatWasAccepted() {
    known.news(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MAJOR));
    start(slack());
    await().atMost(LONG).until(() -> register.size() == 1);

    Known again = new Known();
    register.forEach(again::delivery);
    again.news(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MAJOR));
    again.news(regression("b", "two", RegressionState.OPENED, RegressionSeverity.MAJOR));
    again.complete();
    start(slack(), again);
    await().atMost(LONG).until(() -> register.size() == 2);

    assertThat(receiver.accepted).hasSize(2);
    assertThat(receiver.accepted.get(1).body().path("text").asText()).contains("incident-two");
  }

  @Test
  void whatGetsWorseAndIsOverIsToldAndWhatWasOverBeforeItWasToldIsNot() {
    known.news(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MINOR));
    known.news(regression("x", "gone", RegressionState.OPENED, RegressionSeverity.MAJOR));
    known.news(regression("x", "gone", RegressionState.RECOVERED, RegressionSeverity.MAJOR));
    start(slack());
    await().atMost(LONG).until(() -> receiver.accepted.size() == 1);
    known.news(regression("a", "one", RegressionState.WORSENED, RegressionSeverity.MAJOR));
    await().atMost(LONG).until(() -> receiver.accepted.size() == 2);
    known.news(regression("a", "one", RegressionState.RECOVERED, RegressionSeverity.MAJOR));
    await().atMost(LONG).until(() -> receiver.accepted.size() == 3);

    assertThat(receiver.accepted)
        .extracting(r -> r.body().path("text").asText().split(" ", 2)[0])
        .containsExactly("*OPENED", "*WORSENED", "*RECOVERED");
    assertThat(register).containsOnlyKeys("slack/one");
  }

  @Test
  void whatIsMutedOrInQuietHoursWaits() {
    Decision night =
        new Decision(RegressionSeverity.MINOR, true, QuietHours.of("22:00-07:00", "UTC"));
    Incident minor = new Incident("one");
    minor.add(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MAJOR));
    Incident critical = new Incident("two");
    critical.add(regression("b", "two", RegressionState.OPENED, RegressionSeverity.CRITICAL));
    RegressionAction mute =
        new RegressionAction(
            "two", RegressionActionKind.MUTE, "ada", "known", NIGHT, NIGHT.plusSeconds(3_600));

    assertThat(night.letter(minor, Optional.empty(), List.of(), NIGHT)).isEmpty();
    assertThat(night.letter(minor, Optional.empty(), List.of(), NIGHT.plus(Duration.ofHours(5))))
        .isPresent();
    assertThat(night.letter(critical, Optional.empty(), List.of(), NIGHT)).isPresent();
    assertThat(night.letter(critical, Optional.empty(), List.of(mute), NIGHT)).isEmpty();
    assertThat(
            night.letter(
                critical, Optional.empty(), List.of(mute), NIGHT.plus(Duration.ofHours(2))))
        .isPresent();
  }

  @Test
  void anIncidentIsOneIssueWhateverWasForgotten() {
    known.news(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MINOR));
    Map<String, String> settings =
        Map.of(
            NotifierSettings.GITHUB_REPOSITORY, "o/r",
            NotifierSettings.GITHUB_API_URL, receiver.address("").toString(),
            NotifierSettings.GITHUB_TOKEN, "secret");
    start(settings);
    await().atMost(LONG).until(() -> register.size() == 1);
    assertThat(register.get("github/one").getReference()).contains("1");

    // As if it had died before it wrote down what it did.
    Known forgot = new Known();
    forgot.news(regression("a", "one", RegressionState.OPENED, RegressionSeverity.MINOR));
    forgot.complete();
    register.clear();
    start(settings, forgot);
    await().atMost(LONG).until(() -> register.size() == 1);
    assertThat(receiver.issues()).isEqualTo(1);

    forgot.news(regression("a", "one", RegressionState.RECOVERED, RegressionSeverity.MINOR));
    await().atMost(LONG).until(() -> receiver.issue(1).path("state").asText().equals("closed"));
    assertThat(receiver.comments(1)).isEqualTo(2);
    assertThat(receiver.issue(1).path("title").asText()).startsWith("OPENED MINOR: Llama on n300");
  }

  @Test
  void keysAndDefaultsArePublicInterface() {
    Map<String, Object> defaults = new TreeMap<>(NotifierSettings.DEFINITION.defaultValues());
    defaults.replaceAll((key, value) -> String.valueOf(value));
    assertThat(defaults)
        .containsOnlyKeys(
            "notifier.alertmanager.url",
            "notifier.github.api.url",
            "notifier.github.repository",
            "notifier.github.token",
            "notifier.group.wait.ms",
            "notifier.quiet.hours",
            "notifier.quiet.zone",
            "notifier.retry.max.ms",
            "notifier.severity.least",
            "notifier.silences",
            "notifier.slack.url",
            "notifier.timeout.ms",
            "notifier.title")
        .containsEntry("notifier.group.wait.ms", "10000")
        .containsEntry("notifier.severity.least", "MINOR");
  }

  private Map<String, String> slack() {
    return Map.of(NotifierSettings.SLACK_URL, receiver.address("/hook").toString());
  }

  private void start(Map<String, String> settings) {
    start(settings, known);
  }

  private void start(Map<String, String> settings, Known known) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(NotifierSettings.GROUP_WAIT_MS, "0");
    all.put(NotifierSettings.RETRY_MAX_MS, "100");
    NotifierSettings read = new NotifierSettings(all);
    for (Outlet outlet : read.outlets()) {
      Thread thread =
          new Thread(
              new Messenger(outlet, known, read, register::put, Clock.systemUTC()), "messenger");
      threads.add(thread);
      thread.start();
    }
  }

  private static Regression regression(
      String series, String incident, RegressionState state, RegressionSeverity severity) {
    Evidence.Builder run =
        Evidence.newBuilder().setSource("postgres").setRunId("incident-" + incident);
    return Regression.newBuilder()
        .setRegressionId("regression-" + series)
        .setIncidentId(incident)
        .setSeriesId("series-" + series)
        .setKind(RegressionKind.PERFORMANCE)
        .setWord(RegressionWord.REGRESSION)
        .setState(state)
        .setSeverity(severity)
        .setModelId("llama")
        .setMlModelName("Llama")
        .setDeviceId("n300")
        .setMetricName("mean_tps")
        .setUnit("tokens/s")
        .setDirection(Direction.HIGHER_IS_BETTER)
        .setBaseline(new RegressionLevel(60.0, 0.5, 30L, null))
        .setLevel(new RegressionLevel(48.0, 0.5, 4L, null))
        .setRelative(-0.2)
        .setConfidence(0.9)
        .setFirstBad(run.build())
        .setToldBy(run.build())
        .setBeganAt(NIGHT)
        .setChangedAt(NIGHT)
        .setCommitsLink("https://github.com/o/r/compare/a...b")
        .setMovedWith(List.of())
        .setMovedWithCount(0L)
        .build();
  }
}
