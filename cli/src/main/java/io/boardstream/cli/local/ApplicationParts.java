package io.boardstream.cli.local;

import io.boardstream.notifier.NotifierSettings;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.TopicCreator;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our own parts in a local system, with the topics they meet through. */
final class ApplicationParts {

  private static final long POLL_MS = 25;

  private final Progress progress;
  private final MeterRegistry metrics;
  private final Part topics = new Part("topics", "waits for Kafka");
  private final Map<Application, Part> parts = new EnumMap<>(Application.class);
  private final Optional<LocalAgent> agent;

  ApplicationParts(Progress progress, MeterRegistry metrics, Optional<LocalAgent> agent) {
    this.progress = progress;
    this.metrics = metrics;
    this.agent = agent;
    for (Application application : Application.values()) {
      if (application != Application.NOTIFIER) {
        add(application);
      }
    }
  }

  private void add(Application application) {
    parts.put(application, new Part(application.toString(), "waits for the servers"));
  }

  List<Part> parts() {
    List<Part> all = working();
    all.add(0, topics);
    return all;
  }

  private List<Part> working() {
    List<Part> all = new ArrayList<>(parts.values());
    agent.ifPresent(present -> all.addAll(present.parts()));
    return all;
  }

  /**
   * Starts all of them, and returns when all are up.
   *
   * @param checkpoint called while waiting; ends the wait by throwing
   */
  void start(Settings settings, Runnable checkpoint) {
    long began = System.nanoTime();
    ensureTopics(settings);
    progress.ready(topics.name(), "", Servers.since(began));
    checkpoint.run();
    if (new NotifierSettings(settings.values()).isConfigured()) {
      add(Application.NOTIFIER);
    }
    // Made before any is started, so that a wrong setting of one is told at once.
    for (Map.Entry<Application, Part> part : parts.entrySet()) {
      part.getValue().is(part.getKey().create(settings, metrics));
    }
    agent.ifPresent(present -> present.create(settings, metrics));
    began = System.nanoTime();
    working().forEach(Part::start);
    awaitUp(began, checkpoint);
  }

  /** Stops what adds work first, and what writes it down last. */
  void close() {
    agent.ifPresent(present -> present.parts().forEach(Part::close));
    for (Application application :
        List.of(
            Application.SITE,
            Application.NOTIFIER,
            Application.PRODUCER,
            Application.CATALOGUE,
            Application.STREAMS,
            Application.SINK)) {
      Part part = parts.get(application);
      if (part != null) {
        part.close();
      }
    }
  }

  private void ensureTopics(Settings settings) {
    Health[] told = {Health.up()};
    new TopicCreator(new KafkaSettings(settings.values()))
        .ensure(
            health -> {
              topics.says(health);
              if (!health.equals(told[0])) {
                told[0] = health;
                progress.changed(topics.name(), health);
              }
            });
  }

  private void awaitUp(long began, Runnable checkpoint) {
    List<Part> waiting = working();
    while (!waiting.isEmpty()) {
      checkpoint.run();
      waiting.removeIf(
          part -> {
            Health health = part.health();
            if (health.state() == Health.State.FAILED) {
              throw new LocalSystemException(
                  "%s cannot work: %s".formatted(part.name(), health.cause()));
            }
            if (health.isUp()) {
              progress.ready(part.name(), "", Servers.since(began));
            }
            return health.isUp();
          });
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalSystemException("Interrupted while it started.", e);
    }
  }
}
