package io.boardstream.notifier;

import io.boardstream.avro.RegressionDelivery;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings letters to one receiver, on a thread of its own: a receiver that is slow or fails keeps
 * nobody else waiting, and what it did not accept is brought again, until it does or it is over.
 */
final class Messenger implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Messenger.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** Writes down what was accepted. */
  @FunctionalInterface
  interface Register {
    void delivered(String key, RegressionDelivery delivery) throws InterruptedException;
  }

  private final Outlet outlet;
  private final Known known;
  private final Decision decision;
  private final Duration groupWait;
  private final Duration longestPause;
  private final Register register;
  private final Clock clock;
  private final Map<String, Instant> waitingSince = new HashMap<>();
  private int failures;
  private volatile Optional<String> problem = Optional.empty();

  Messenger(Outlet outlet, Known known, NotifierSettings settings, Register register, Clock clock) {
    this.outlet = outlet;
    this.known = known;
    this.decision = settings.decision();
    this.groupWait = settings.groupWait();
    this.longestPause = settings.longestPause();
    this.register = register;
    this.clock = clock;
  }

  /** Why letters wait, if they do. */
  Optional<String> problem() {
    return problem;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(round().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Brings what is due, and says how long to rest. */
  private Duration round() throws InterruptedException {
    Instant now = clock.instant();
    List<Letter> letters = known.letters(outlet.name(), decision, now);
    Set<String> keys = letters.stream().map(Letter::incidentId).collect(Collectors.toSet());
    waitingSince.keySet().retainAll(keys);
    letters.forEach(letter -> waitingSince.putIfAbsent(letter.incidentId(), now));
    if (letters.isEmpty()) {
      problem = Optional.empty();
      failures = 0;
    }
    for (List<Letter> together : groups(letters)) {
      if (together.stream().anyMatch(letter -> isRipe(letter, now)) && !bring(together)) {
        return pause();
      }
    }
    return LOOK;
  }

  private boolean isRipe(Letter letter, Instant now) {
    Instant since = waitingSince.getOrDefault(letter.incidentId(), now);
    return !now.isBefore(since.plus(groupWait));
  }

  /** Those of one pipeline: a bad commit breaks many models, and is one message. */
  private static Collection<List<Letter>> groups(List<Letter> letters) {
    return letters.stream()
        .collect(
            Collectors.groupingBy(
                letter ->
                    letter
                        .worst()
                        .getFirstBad()
                        .getGithubPipelineId()
                        .map(id -> letter.worst().getFirstBad().getSource() + "/" + id)
                        .orElse(letter.incidentId()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private boolean bring(List<Letter> letters) throws InterruptedException {
    Map<String, String> references;
    try {
      references = outlet.bring(letters);
    } catch (IOException e) {
      failures++;
      problem =
          Optional.of(
              "%s does not take messages (%d wait, tried %d times): %s"
                  .formatted(outlet.name(), letters.size(), failures, e.getMessage()));
      LOG.warn("{}", problem.orElse(""));
      return false;
    }
    for (Letter letter : letters) {
      String key = Known.key(outlet.name(), letter.incidentId());
      RegressionDelivery delivery =
          new RegressionDelivery(
              outlet.name(),
              letter.incidentId(),
              letter.state(),
              letter.severity(),
              letter.revision(),
              letter.idempotencyKey(),
              clock.instant(),
              failures + 1L,
              references.getOrDefault(letter.incidentId(), letter.reference().orElse(null)));
      known.delivery(key, delivery);
      register.delivered(key, delivery);
      waitingSince.remove(letter.incidentId());
      LOG.info("Told {}: {} {}", outlet.name(), letter.state(), letter.incidentId());
    }
    failures = 0;
    problem = Optional.empty();
    return true;
  }

  private Duration pause() {
    long millis = FIRST_PAUSE.toMillis() << Math.min(failures - 1, 20);
    return Duration.ofMillis(Math.min(longestPause.toMillis(), millis));
  }
}
