package io.boardstream.producers.postgres;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.producers.facts.Backoff;
import io.boardstream.producers.facts.FactLog;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TakenOverException;
import io.boardstream.producers.facts.TopicScan;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Change data capture: keeps {@code benchmark.rows} equal to a table of Postgres, with each row's
 * version, first by a snapshot, then by following the server's log.
 *
 * <p>Guarantees: every committed change of the table is on the topic once a reader of committed
 * records sees the position behind it; changes of one row are in their order; none is visible
 * before its transaction is complete; a second producer of the same source ends the first.
 */
public final class PostgresProducer implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresProducer.class);

  private final PostgresSettings settings;
  private final KafkaSettings kafka;
  private final PostgresDatabase database;
  private final PostgresSlot slot;
  private final OffsetCodec codec;
  private final AvroSerdes serdes;
  private final CdcMetrics metrics;
  private final Backoff backoff = new Backoff();
  private final Thread supervisor;

  private volatile Health health = Health.starting("not started");

  /** What health is when nothing is away: starting until the snapshot is over, then up. */
  private volatile Health undisturbed = Health.up();

  private String lastProblem = "";
  private volatile @Nullable FactLog log;

  public PostgresProducer(Settings settings, MeterRegistry meters) {
    this.settings = new PostgresSettings(settings.values());
    this.kafka = new KafkaSettings(settings.values());
    this.database = new PostgresDatabase(this.settings);
    this.slot = new PostgresSlot(this.settings);
    this.codec = new OffsetCodec(EngineSettings.engineName(this.settings));
    this.serdes = new AvroSerdes(settings.values());
    this.metrics = new CdcMetrics(meters, this.settings.sourceName());
    this.supervisor = new Thread(this::supervise, "postgres-producer");
  }

  @Override
  public String name() {
    return "producer";
  }

  @Override
  public Health health() {
    return health;
  }

  private void setHealth(Health now) {
    health = now;
  }

  private void disturbed(Health now) {
    health = now.isUp() ? undisturbed : now;
  }

  private void undisturbed(Health now) {
    undisturbed = now;
    health = now;
  }

  /**
   * Starts capturing.
   *
   * @throws SettingsException when the database answers and its table can never be captured
   */
  @Override
  public void start() {
    EngineSettings.of(settings, Optional.empty());
    try (Connection connection = database.open()) {
      PostgresCheck.unusable(connection, settings)
          .ifPresent(
              finding -> {
                throw new SettingsException(finding.what() + ". " + finding.fix());
              });
    } catch (SQLException e) {
      LOG.info("{}; we go on trying", database.explain(e));
    }
    setHealth(Health.starting("connecting"));
    supervisor.start();
  }

  private void supervise() {
    try {
      while (!backoff.isClosed()) {
        try {
          capture();
        } catch (TakenOverException e) {
          LOG.error("{}", e.getMessage(), e);
          setHealth(Health.failed(String.valueOf(e.getMessage())));
          return;
        } catch (SQLException e) {
          waiting(database.explain(e), e);
        } catch (RuntimeException e) {
          waiting(rootMessage(e), e);
        }
        metrics.restarted();
        backoff.await();
      }
    } catch (InterruptedException e) {
      LOG.debug("The producer was closed", e);
    }
  }

  private void waiting(String cause, Exception e) {
    if (cause.equals(lastProblem)) {
      LOG.warn("Reading '{}' is still not possible: {}", settings.sourceName(), cause);
    } else {
      LOG.warn("Reading '{}' stopped; starting again: {}", settings.sourceName(), cause, e);
    }
    lastProblem = cause;
    setHealth(Health.waiting(cause));
  }

  /** One run: from the stored position until the engine ends. */
  private void capture() throws SQLException, InterruptedException {
    byte[] positionKey = codec.key(Map.of("server", settings.sourceName()));
    try (FactLog open =
        new FactLog(kafka, settings.sourceName(), positionKey, this::disturbed, metrics::retried)) {
      log = open;
      if (backoff.isClosed()) {
        return;
      }
      Optional<SourcePosition> stored = open.open();
      requireReady();
      TableRecords records =
          new BenchmarkRowRecords(
              settings.sourceName(),
              kafka.topicsPrefix(),
              serdes.values(BenchmarkRow.class).serializer());
      Start start = start(stored, open, records);
      run(start, open, records);
    } finally {
      log = null;
    }
  }

  private void run(Start start, FactLog open, TableRecords records) throws InterruptedException {
    try (Heartbeat heartbeat = new Heartbeat(database, settings.heartbeatIntervalMs())) {
      ChangeWriter writer =
          new ChangeWriter(
              new ChangeWriter.Capture(settings.table(), records),
              open,
              codec,
              metrics,
              start.epoch(),
              start.unmet(),
              () -> {
                heartbeat.live();
                undisturbed(Health.up());
              });
      heartbeat.start();
      try {
        run(new CdcEngine(EngineSettings.of(settings, start.position()), writer, backoff::reset));
      } catch (IllegalStateException e) {
        throw writer.takenOver().<RuntimeException>map(taken -> taken).orElse(e);
      }
    }
  }

  private static void run(CdcEngine engine) throws InterruptedException {
    engine.start();
    Optional<Throwable> error;
    try {
      error = engine.awaitEnd();
    } catch (InterruptedException e) {
      engine.stop();
      throw e;
    }
    if (error.isPresent()) {
      throw new IllegalStateException(rootMessage(error.get()), error.get());
    }
  }

  /** What the check finds missing is waited for, with the words of the check. */
  private void requireReady() throws SQLException {
    List<Finding> findings = new PostgresCheck(settings).run();
    findings.stream()
        .filter(finding -> finding.required() && !finding.ok())
        .findFirst()
        .ifPresent(
            missing -> {
              throw new IllegalStateException(missing.what() + ". " + missing.fix());
            });
  }

  /**
   * Where to begin.
   *
   * @param position empty for a snapshot
   * @param unmet keys on the topic that the snapshot must meet or take back
   */
  private record Start(Optional<SourcePosition> position, long epoch, Set<String> unmet) {}

  private Start start(Optional<SourcePosition> stored, FactLog open, TableRecords records)
      throws SQLException {
    try (Connection connection = database.open()) {
      Optional<PostgresSlot.State> state = slot.state(connection);
      state
          .flatMap(PostgresSlot.State::activePid)
          .ifPresent(
              pid -> {
                throw new IllegalStateException(
                    "The slot '%s' is in use by process %d of the server; we wait for it"
                        .formatted(settings.slot(), pid));
              });
      Optional<String> whySnapshot = whySnapshot(stored, state);
      if (whySnapshot.isEmpty()) {
        SourcePosition position = stored.orElseThrow();
        LOG.info("Going on from {}", OffsetCodec.text(position));
        undisturbed(Health.starting("connecting to the server's log"));
        return new Start(stored, position.epoch(), Set.of());
      }
      LOG.info("Reading the whole table {}: {}", settings.table(), whySnapshot.get());
      undisturbed(Health.starting("reading the whole table " + settings.table()));
      // A new slot gives the snapshot and the log behind it without a gap between them.
      slot.drop(connection);
      TopicScan.LiveKeys alive = open.scan().liveKeys(records.topic(), records.keyPrefix());
      long epoch = Math.max(stored.map(SourcePosition::epoch).orElse(-1L), alive.epoch()) + 1;
      return new Start(Optional.empty(), epoch, alive.keys());
    }
  }

  private Optional<String> whySnapshot(
      Optional<SourcePosition> stored, Optional<PostgresSlot.State> state) {
    if (stored.isEmpty()) {
      return Optional.of("it was never read before");
    }
    if (codec.isWithinSnapshot(stored.get())) {
      return Optional.of("the last snapshot was not finished");
    }
    if (state.isEmpty()) {
      return Optional.of("the slot '%s' is gone".formatted(settings.slot()));
    }
    return state
        .filter(PostgresSlot.State::isLost)
        .map(lost -> "the server has discarded log that was not read yet");
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    backoff.close();
    FactLog writing = log;
    if (writing != null) {
      writing.cancel();
    }
    supervisor.interrupt();
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (health.state() != Health.State.FAILED) {
      setHealth(Health.stopped());
    }
  }
}
