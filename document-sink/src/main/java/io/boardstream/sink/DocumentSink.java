package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.runtime.TopicFeed;
import io.boardstream.runtime.folder.FolderInUseException;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps JSON documents, in a folder, a bucket or both, equal to {@code matrix.models}.
 *
 * <p>Each start reads the whole topic, rewrites what differs and removes what has no model; then
 * each change is written as it comes. Whatever is away (broker, registry, disk, bucket), the newest
 * matrix is kept in memory or on the topic, and the documents catch up; a destination that is away
 * holds up no other.
 *
 * <p>A record that cannot be read takes its document with it and goes to {@code dead-letters}; as
 * long as it is the newest of its model, it goes there again at each start.
 */
public final class DocumentSink implements Component {

  private static final Logger log = LoggerFactory.getLogger(DocumentSink.class);

  private static final String CLIENT = "boardstream-sink";

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final SinkSettings settings;
  private final Map<String, Object> client;
  private final String models;
  private final SinkMetrics metrics;
  private final ModelRecords records;
  private final DeadLetters deadLetters;
  private final List<Output> outputs;
  private final FeedProblem problems;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 5_000, 0.2);

  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile @Nullable TopicFeed feed;
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
    this.outputs =
        places(this.settings).stream()
            .map(place -> new Output(place, writer(place, documents, registry)))
            .toList();
    this.problems = new FeedProblem(String.valueOf(client.get("bootstrap.servers")));
  }

  static List<Place> places(SinkSettings settings) {
    List<Place> places = new ArrayList<>();
    settings.folder().map(FolderPlace::new).ifPresent(places::add);
    settings.bucket().map(set -> new BucketPlace(set, System::nanoTime)).ifPresent(places::add);
    return places;
  }

  private DocumentWriter writer(Place place, Documents documents, MeterRegistry registry) {
    return new DocumentWriter(
        place,
        documents,
        settings.fullInterval(),
        Clock.systemUTC(),
        System::nanoTime,
        new DestinationMetrics(registry, place.label()));
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

  @Override
  public void start() {
    try {
      // Throws on a client setting that has no meaning, before any thread is started.
      var unused = new ConsumerConfig(TopicFeed.settings(client, CLIENT));
      for (Output output : outputs) {
        output.start();
      }
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
    Health reading = health;
    Optional<String> ended = firstOf(Output::end);
    if (ended.isPresent() && reading.state() != Health.State.STOPPED) {
      return Health.failed(ended.get());
    }
    if (reading.state() != Health.State.UP && reading.state() != Health.State.STARTING) {
      return reading;
    }
    Optional<String> problem = firstOf(Output::problem);
    if (problem.isPresent()) {
      return Health.waiting(problem.get());
    }
    if (reading.isUp() && !outputs.stream().allMatch(Output::isCaughtUp)) {
      return Health.starting("writing documents");
    }
    long unreadable = metrics.unreadable.get();
    if (reading.isUp() && unreadable > 0) {
      return new Health(
          Health.State.UP,
          "%d models have no document: their newest record cannot be read, see dead-letters"
              .formatted(unreadable));
    }
    return reading;
  }

  private Optional<String> firstOf(Function<Output, Optional<String>> what) {
    return outputs.stream().map(what).flatMap(Optional::stream).findFirst();
  }

  @Override
  public void close() {
    closing.countDown();
    TopicFeed open = feed;
    if (open != null) {
      open.wakeup();
    }
    Thread worker = thread;
    if (worker == null) {
      closeOutputs();
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
        boolean unused = closing.await(backoff.backoff(attempts), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the sink", e);
    } catch (RuntimeException e) {
      log.error("The document sink has ended", e);
      end = Health.failed("the sink ended by an error that it does not know: " + e);
    } finally {
      deadLetters.close();
      closeOutputs();
      health = end;
    }
  }

  /** Follows the topic until it cannot; returns whether it once was up to date meanwhile. */
  private boolean readOnce() {
    boolean caughtUp = false;
    try (TopicFeed open = new TopicFeed(client, CLIENT, List.of(models), System::nanoTime)) {
      feed = open;
      if (isClosing()) {
        return false;
      }
      open.open();
      Follower follower = new Follower(open, records, outputs, deadLetters, metrics);
      int blocked = 0;
      while (!isClosing()) {
        follower.step();
        caughtUp |= follower.isComplete();
        health = health(follower, open);
        blocked = follower.blocked().isPresent() ? blocked + 1 : 0;
        if (blocked > 0) {
          closing.await(backoff.backoff(blocked), TimeUnit.MILLISECONDS);
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

  private Health health(Follower follower, TopicFeed open) {
    Optional<String> cause =
        follower
            .blocked()
            .map(problems::describe)
            .or(() -> open.isSilent() ? Optional.of(problems.silent()) : Optional.empty());
    if (cause.isPresent()) {
      return Health.waiting(cause.get());
    }
    if (!follower.isComplete()) {
      return Health.starting("reading " + models + ", " + metrics.lag.get() + " records left");
    }
    return Health.up();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Both at once: one may wait for a bucket that does not answer. */
  private void closeOutputs() {
    outputs.forEach(Output::stop);
    outputs.forEach(Output::close);
  }
}
