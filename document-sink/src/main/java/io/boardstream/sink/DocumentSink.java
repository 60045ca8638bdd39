package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.runtime.folder.FolderInUseException;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a folder of JSON documents equal to {@code matrix.models}.
 *
 * <p>Each start reads the whole topic, rewrites what differs and removes what has no model; then
 * each change is written as it comes. Whatever is away (broker, registry, disk), the newest matrix
 * is kept in memory or on the topic, and the folder catches up.
 *
 * <p>A record that cannot be read takes its document with it and goes to {@code dead-letters}; as
 * long as it is the newest of its model, it goes there again at each start.
 */
public final class DocumentSink implements Component {

  private static final Logger log = LoggerFactory.getLogger(DocumentSink.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final SinkSettings settings;
  private final Map<String, Object> client;
  private final String models;
  private final SinkMetrics metrics;
  private final ModelRecords records;
  private final DeadLetters deadLetters;
  private final DocumentWriter writer;
  private final FeedProblem problems;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 5_000, 0.2);

  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile @Nullable ModelFeed feed;
  private volatile Health health = Health.starting("not started");

  /**
   * A sink that is not started yet.
   *
   * @throws SettingsException when a setting is out of range
   */
  public DocumentSink(Settings settings, MeterRegistry registry) {
    this.settings = new SinkSettings(settings.values());
    KafkaSettings kafka = new KafkaSettings(settings.values());
    this.client = kafka.client();
    this.models = TopicCatalogue.MATRIX_MODELS.name(kafka.topicsPrefix());
    this.metrics = new SinkMetrics(registry);
    Documents documents = new Documents(this.settings.documents());
    this.records =
        new ModelRecords(
            serdes(settings).values(ModelCompatibility.class).deserializer(), documents);
    this.deadLetters =
        new DeadLetters(client, TopicCatalogue.DEAD_LETTERS.name(kafka.topicsPrefix()));
    this.writer =
        new DocumentWriter(
            this.settings.directory(),
            documents,
            this.settings.fullInterval(),
            Clock.systemUTC(),
            System::nanoTime,
            metrics);
    this.problems = new FeedProblem(String.valueOf(client.get("bootstrap.servers")));
  }

  private static AvroSerdes serdes(Settings settings) {
    Map<String, String> values = new HashMap<>(settings.values());
    // The sink waits by itself, says so in its health, and meanwhile writes what it has.
    values.put(RegistrySettings.RETRY_TIMEOUT_MS, "0");
    try {
      return new AvroSerdes(values);
    } catch (ConfigException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public String name() {
    return "sink";
  }

  /** The folder that the documents stand in. */
  public Path directory() {
    return settings.directory();
  }

  @Override
  public void start() {
    try {
      // Throws on a client setting that has no meaning, before any thread is started.
      var unused = new ConsumerConfig(ModelFeed.settings(client));
      writer.open();
    } catch (ConfigException | FolderInUseException e) {
      String message = String.valueOf(e.getMessage());
      health = Health.failed(message);
      throw new SettingsException(message, e);
    }
    health = Health.starting("connecting to Kafka");
    Thread worker = new Thread(this::run, "document-sink");
    worker.start();
    thread = worker;
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    closing.countDown();
    ModelFeed open = feed;
    if (open != null) {
      open.wakeup();
    }
    Thread worker = thread;
    if (worker == null) {
      closeWriter();
      return;
    }
    try {
      worker.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Health end = Health.stopped();
    try {
      for (int attempts = 0; !isClosing(); attempts++) {
        attempts = readOnce() ? 0 : attempts;
        pause(backoff.backoff(attempts));
      }
    } catch (RuntimeException e) {
      log.error("The document sink has ended", e);
      end = Health.failed("the sink ended by an error that it does not know: " + e);
    } finally {
      deadLetters.close();
      closeWriter();
      health = end;
    }
  }

  /** Follows the topic until it cannot; returns whether it once was up to date meanwhile. */
  private boolean readOnce() {
    boolean caughtUp = false;
    try (ModelFeed open = new ModelFeed(client, models, System::nanoTime)) {
      feed = open;
      if (isClosing()) {
        return false;
      }
      open.open();
      Follower follower = new Follower(open, records, writer, deadLetters, metrics);
      int blocked = 0;
      while (!isClosing()) {
        follower.step();
        caughtUp |= follower.isComplete();
        health = health(follower, open);
        blocked = follower.blocked().isPresent() ? blocked + 1 : 0;
        if (blocked > 0) {
          closing.await(
              follower.millisUntilWriterIsDue(backoff.backoff(blocked)), TimeUnit.MILLISECONDS);
        }
      }
    } catch (WakeupException e) {
      log.debug("Woken up to close");
    } catch (KafkaException e) {
      log.info("Reading {} is tried again", models, e);
      health = Health.waiting(problems.describe(e));
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the sink", e);
    } finally {
      feed = null;
    }
    return caughtUp;
  }

  /** Waits before the next attempt; documents that wait for the disk are not held up by Kafka. */
  private void pause(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long left = millis; left > 0 && !isClosing(); ) {
        writer.flush();
        long untilDue = TimeUnit.NANOSECONDS.toMillis(writer.nanosUntilDue()) + 1;
        closing.await(Math.min(left, untilDue), TimeUnit.MILLISECONDS);
        left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the sink", e);
    }
  }

  private Health health(Follower follower, ModelFeed open) {
    Optional<String> cause =
        follower
            .blocked()
            .map(problems::describe)
            .or(() -> open.isSilent() ? Optional.of(problems.silent()) : Optional.empty())
            .or(writer::problem);
    if (cause.isPresent()) {
      return Health.waiting(cause.get());
    }
    if (!follower.isComplete() || !writer.isSettled()) {
      return Health.starting("reading " + models + ", " + metrics.lag.get() + " records left");
    }
    return follower.unreadable() == 0
        ? Health.up()
        : new Health(
            Health.State.UP,
            "%d models have no document: their newest record cannot be read, see dead-letters"
                .formatted(follower.unreadable()));
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void closeWriter() {
    try {
      writer.close();
    } catch (IOException e) {
      log.warn("The documents folder {} was not closed cleanly", settings.directory(), e);
    }
  }
}
