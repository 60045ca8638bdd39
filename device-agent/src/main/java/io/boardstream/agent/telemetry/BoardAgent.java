package io.boardstream.agent.telemetry;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.HostBoards;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.UnusableBoards;
import io.boardstream.avro.Board;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.runtime.TopicCreator;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the boards of this host and what they measure, until it is closed. A broker that is
 * away is waited for; telemetry waits in memory meanwhile, as far as there is room.
 */
public final class BoardAgent implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(BoardAgent.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final BoardSettings settings;
  private final BoardTopics topics;
  private final Discovery discovery;
  private final HostBoards boards;
  private final Inventory inventory;
  private final AgentMeters meters;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Set<String> told = new HashSet<>();
  private volatile Health health = Health.starting("has not started");
  private volatile @Nullable Publisher publisher;
  private @Nullable Thread thread;

  /**
   * @param boards told the boards of the host at each look
   */
  public BoardAgent(
      Settings settings, DeviceNames names, HostBoards boards, MeterRegistry metrics) {
    this.kafka = new KafkaSettings(settings.values());
    this.settings = new BoardSettings(settings.values());
    this.topics = new BoardTopics(kafka, new AvroSerdes(settings.values()));
    this.discovery = new Discovery(this.settings, names, Clock.systemUTC());
    this.boards = boards;
    this.inventory = new Inventory(version(), new UnusableBoards(this.settings.dataDir())::reason);
    this.meters = new AgentMeters(metrics);
  }

  /** Of the package that this is, as records name it. */
  public static String version() {
    String version = BoardAgent.class.getPackage().getImplementationVersion();
    return version == null ? "not packaged" : version;
  }

  @Override
  public String name() {
    return "boards";
  }

  @Override
  public synchronized void start() {
    if (thread != null) {
      return;
    }
    health = Health.starting("waits for Kafka");
    Thread started = new Thread(this::run, "agent-boards");
    started.setDaemon(true);
    started.start();
    thread = started;
  }

  @Override
  public Health health() {
    Publisher running = publisher;
    if (running == null || health.state() != Health.State.UP) {
      return health;
    }
    return running.problem(settings.interval()).map(Health::waiting).orElseGet(Health::up);
  }

  @Override
  public void close() {
    stopping.countDown();
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      running.interrupt();
      try {
        running.join(LAST_WORDS.plusSeconds(5).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    health = health.state() == Health.State.FAILED ? health : Health.stopped();
  }

  private void run() {
    try {
      prepare();
      if (isStopping()) {
        return;
      }
      try (Publisher started =
          new Publisher(topics, settings.bufferedSamples(), meters, LAST_WORDS)) {
        publisher = started;
        health = Health.up();
        sample(started);
        // It was meant to end the sampling, not what is still to be sent.
        LOG.debug("Ends, interrupted: {}", Thread.interrupted());
      }
    } catch (InterruptException e) {
      LOG.debug("Stopped while waiting for Kafka");
    } catch (SettingsException e) {
      health = Health.failed(String.valueOf(e.getMessage()));
      LOG.error("{}", e.getMessage());
    } catch (RuntimeException e) {
      health = Health.failed("An unexpected error: " + e);
      LOG.error("An unexpected error ended the watch over the boards", e);
    }
  }

  /** Topics, and what stands there already; returns when both are known, or at the end. */
  private void prepare() {
    new TopicCreator(kafka, List.of(TopicCatalogue.DEVICE_BOARDS, TopicCatalogue.DEVICE_TELEMETRY))
        .ensure(now -> health = now.isUp() ? Health.starting("reads device.boards") : now);
    while (!isStopping()) {
      try {
        inventory.begin(topics.standing(settings.host()));
        return;
      } catch (RetriableException e) {
        health = Health.waiting("Cannot read device.boards: " + e.getMessage());
        pause(PATIENCE.toNanos());
      }
    }
  }

  private void sample(Publisher to) {
    long next = System.nanoTime();
    while (!isStopping()) {
      long began = System.nanoTime();
      publish(discovery.look(), to);
      meters.looked(System.nanoTime() - began);
      next += settings.interval().toNanos();
      long now = System.nanoTime();
      if (next < now) {
        next = now; // A look took longer than the interval, or the host slept: no catching up.
      }
      pause(next - now);
    }
  }

  private void publish(Sighting sighting, Publisher to) {
    tell(sighting);
    meters.boards(sighting.boards().size());
    to.arrivals(inventory::arrived);
    for (Board board : inventory.news(sighting)) {
      if (to.board(board)) {
        LOG.info("{} {}", board.getPresent() ? "Board" : "Vanished:", board.getBoardKey());
      }
    }
    boards.are(inventory.there(), sighting.host().get("Driver"));
    for (FoundBoard board : sighting.boards()) {
      if (!board.chip().reading().isEmpty()) {
        to.telemetry(BoardRecords.telemetry(board, sighting.at()));
      }
    }
  }

  /** Each problem once, until it is gone. */
  private void tell(Sighting sighting) {
    told.retainAll(sighting.problems());
    for (String problem : sighting.problems()) {
      if (told.add(problem)) {
        LOG.warn("{}", problem);
      }
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void pause(long nanos) {
    try {
      if (stopping.await(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
        LOG.debug("Stopping");
      }
    } catch (InterruptedException e) {
      LOG.debug("Woken to stop");
    }
  }
}
