package io.boardstream.streams;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.matrix.settings.EventKeys;
import io.boardstream.matrix.settings.SelectionKeys;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topology as a running part. */
public final class StreamsApp implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /**
   * A thread that ends this often, for reasons that waiting does not mend, will not do better the
   * next time.
   */
  private static final int FAILURES_IN_A_ROW = 3;

  private static final Duration ROW_OF_FAILURES = Duration.ofMinutes(1);

  private final KafkaSettings kafka;
  private final StreamsSettings settings;
  private final AvroSerdes serdes;
  private final MatrixTopology topology;
  private final Clock clock;
  private final Deque<Instant> failures = new ArrayDeque<>();
  private @Nullable RocksMemory memory;
  private @Nullable KafkaStreams streams;
  private @Nullable ProgressWatch watch;
  private volatile @Nullable String lastError;
  private volatile boolean closed;

  public StreamsApp(
      Settings settings, Catalogue catalogue, MatrixRules rules, MeterRegistry metrics) {
    this.kafka = new KafkaSettings(settings.values());
    this.settings = new StreamsSettings(settings.values());
    this.serdes = new AvroSerdes(settings.values());
    this.clock = Clock.systemUTC();
    this.topology =
        new MatrixTopology(
            catalogue,
            rules,
            new MatrixTopology.Counted(
                SelectionKeys.selection(settings.values()),
                EventKeys.countSimulated(settings.values())),
            kafka.topicsPrefix(),
            serdes,
            new MatrixTopology.Pace(this.settings.settleInterval(), this.settings.damping()),
            metrics,
            System::nanoTime);
    Gauge.builder("boardstream.streams.state.lag", this, StreamsApp::stateLag)
        .description("Changelog records that the state here lacks, warm copies included")
        .register(metrics);
  }

  @Override
  public String name() {
    return "streams";
  }

  /** Starts the topology; the topics of the catalogue exist by then. */
  @Override
  public void start() {
    RocksMemory rocks = new RocksMemory(settings.memoryBytes());
    KafkaStreams client =
        new KafkaStreams(
            topology.get(),
            ClientProperties.of(kafka, settings, rocks, StreamsConfig.EXACTLY_ONCE_V2));
    client.setUncaughtExceptionHandler(this::onError);
    client.setStateListener((now, before) -> LOG.info("The topology is {} after {}", now, before));
    memory = rocks;
    streams = client;
    client.start();
    watch =
        new ProgressWatch(
            kafka.client(),
            ClientProperties.group(kafka, settings),
            settings.standstillLimit(),
            clock);
  }

  @Override
  public Health health() {
    KafkaStreams client = streams;
    if (closed) {
      return Health.stopped();
    }
    if (client == null) {
      return Health.starting("not started");
    }
    String error = lastError;
    return switch (client.state()) {
      case CREATED -> Health.starting("starting");
      case REBALANCING ->
          error == null
              ? Health.starting("taking over partitions and restoring their state")
              : Health.waiting("retrying after: " + error);
      case RUNNING ->
          isConnected(client)
              ? running()
              : Health.waiting(
                  "no connection to Kafka at "
                      + kafka.getString(KafkaSettings.BOOTSTRAP_SERVERS)
                      + "; retrying, nothing is lost");
      case PENDING_SHUTDOWN, NOT_RUNNING -> Health.stopped();
      case PENDING_ERROR, ERROR ->
          Health.failed(
              "ended by an error, see the log; restart it once mended: "
                  + (error == null ? "no thread is left" : error));
    };
  }

  private Health running() {
    ProgressWatch progress = watch;
    return Optional.ofNullable(progress)
        .flatMap(ProgressWatch::problem)
        .map(
            problem ->
                Health.waiting(
                    problem
                        + "; documents are old until it goes on. See which transactions are open"
                        + " (kafka-transactions.sh find-hanging), then restart this part"))
        .orElseGet(Health::up);
  }

  @Override
  public void close() {
    closed = true;
    if (watch != null) {
      watch.close();
      watch = null;
    }
    if (streams != null) {
      // Leaving at once hands the partitions over; otherwise they wait for the session to time out.
      streams.close(
          CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
              .withTimeout(CLOSE_TIMEOUT));
      streams = null;
    }
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }

  /** NaN while that is not known. */
  private double stateLag() {
    KafkaStreams client = streams;
    if (client == null || !client.state().isRunningOrRebalancing()) {
      return Double.NaN;
    }
    try {
      return client.allLocalStorePartitionLags().values().stream()
          .flatMap(store -> store.values().stream())
          .mapToDouble(LagInfo::offsetLag)
          .sum();
    } catch (StreamsException | IllegalStateException e) {
      LOG.debug("The lag of the state is not known now", e);
      return Double.NaN;
    }
  }

  /** The client itself stays RUNNING while the brokers are away. */
  private static boolean isConnected(KafkaStreams client) {
    return client.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("connection-count"))
        .filter(metric -> metric.getKey().group().equals("consumer-metrics"))
        .anyMatch(metric -> metric.getValue().metricValue() instanceof Double count && count > 0);
  }

  /**
   * What cannot be helped by waiting ends the client after a few tries; everything else is retried
   * for ever.
   */
  private synchronized StreamThreadExceptionResponse onError(Throwable error) {
    Throwable cause = error;
    while (!(cause instanceof RetriableException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    lastError = cause.toString();
    if (cause instanceof RetriableException) {
      LOG.warn("A thread of the topology ended and is replaced", error);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    Instant now = clock.instant();
    failures.addLast(now);
    while (failures.getFirst().isBefore(now.minus(ROW_OF_FAILURES))) {
      failures.removeFirst();
    }
    boolean hopeless = failures.size() >= FAILURES_IN_A_ROW;
    LOG.error("A thread of the topology ended; {}", hopeless ? "giving up" : "replacing it", error);
    return hopeless
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
