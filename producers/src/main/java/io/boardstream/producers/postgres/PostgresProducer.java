package io.boardstream.producers.postgres;

import io.boardstream.producers.facts.Backoff;
import io.boardstream.producers.facts.FactLog;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TakenOverException;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Change data capture: keeps topics equal to the tables of Postgres that the settings name, with
 * each row's version, first by a snapshot, then by following the server's log. Where the log cannot
 * be followed any longer, by another snapshot: a resync, which ends by taking back what is gone.
 *
 * <p>Guarantees: every committed change of a table is on its topic once a reader of committed
 * records sees the position behind it; changes of one row are in their order; none is visible
 * before its transaction is complete; a second producer of the same source ends the first.
 */
public final class PostgresProducer implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresProducer.class);

  /**
   * Where Kafka has lost records it may have lost epochs, too, which its readers have seen: no new
   * epoch may be one of those.
   */
  private static final long FORGOTTEN_EPOCHS = 1_000;

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

  /** A resync that the log has led to; the position before it leads to it again after a restart. */
  private volatile Optional<Resync> requested = Optional.empty();

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
        } catch (ResyncException e) {
          LOG.info("All rows of '{}' must be read again: {}", source(), e.getMessage());
          requested = Optional.of(e.resync());
          backoff.reset();
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
      CapturedTables tables =
          new CapturedTables(settings, kafka.topicsPrefix(), serdes, open::partitions);
      Start start = start(stored, open, tables, positionKey);
      run(start, open, tables);
    } finally {
      log = null;
    }
  }

  private void run(Start start, FactLog open, CapturedTables tables) throws InterruptedException {
    try (Heartbeat heartbeat = new Heartbeat(database, settings.heartbeatIntervalMs())) {
      ChangeWriter writer =
          new ChangeWriter(
              new ChangeWriter.Tools(
                  tables,
                  new RowLookup(database),
                  open,
                  codec,
                  new ResyncRequest(settings.sourceName())),
              start,
              metrics,
              following(start, heartbeat));
      heartbeat.start();
      try {
        run(new CdcEngine(EngineSettings.of(settings, start.position()), writer, backoff::reset));
      } catch (IllegalStateException e) {
        throw writer.end().orElse(e);
      }
    }
  }

  private ChangeWriter.Listener following(Start start, Heartbeat heartbeat) {
    return new ChangeWriter.Listener() {
      @Override
      public void snapshotRows(long rows) {
        undisturbed(Health.starting(reading(start) + " (%,d rows so far)".formatted(rows)));
      }

      @Override
      public void live() {
        requested = Optional.empty();
        metrics.live();
        heartbeat.live();
        start.resync().ifPresent(done -> LOG.info("All rows of '{}' are read", source()));
        undisturbed(Health.up());
      }
    };
  }

  private String source() {
    return settings.sourceName();
  }

  private String reading(Start start) {
    return "reading all rows of %s: %s"
        .formatted(
            CapturedTables.text(settings), start.resync().map(Resync::why).orElse("no reason"));
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

  private Start start(
      Optional<SourcePosition> stored, FactLog open, CapturedTables tables, byte[] positionKey)
      throws SQLException, InterruptedException {
    try (Connection connection = database.open();
        Connection replication = database.openForReplication()) {
      ServerIdentity.Seen seen = ServerIdentity.read(connection, replication);
      PositionNotes notes =
          new PositionNotes(Optional.of(seen.identity()), CapturedTables.text(settings), 0);
      Optional<Resync> resync =
          new Beginning(settings, codec)
              .resync(stored, connection, seen, CapturedTables.text(settings), open.lost())
              .or(() -> requested);
      if (resync.isEmpty()) {
        SourcePosition position = stored.orElseThrow();
        LOG.info("Going on from {}", OffsetCodec.text(position));
        undisturbed(Health.starting("connecting to the server's log"));
        return new Start(stored, position.epoch(), Map.of(), notes, resync);
      }
      return resynced(resync.get(), stored, open, tables, notes, connection, positionKey);
    }
  }

  private Start resynced(
      Resync resync,
      Optional<SourcePosition> stored,
      FactLog open,
      CapturedTables tables,
      PositionNotes notes,
      Connection connection,
      byte[] positionKey)
      throws SQLException, InterruptedException {
    metrics.resyncing(resync.reason());
    CapturedTables.Alive alive = tables.alive(open.scan());
    long last = Math.max(stored.map(SourcePosition::epoch).orElse(-1L), alive.epoch());
    long epoch = last + (resync.reason() == Resync.Reason.KAFKA ? FORGOTTEN_EPOCHS : 1);
    Start start = new Start(Optional.empty(), epoch, alive.keys(), notes, Optional.of(resync));
    LOG.info("Epoch {}: {}", epoch, reading(start));
    undisturbed(Health.starting(reading(start)));
    open.forgetEnds();
    if (epoch > 0) {
      // Should we be stopped before the first row, the next start knows that this one had begun.
      open.append(List::of, codec.snapshotBegun(positionKey, epoch, notes));
    }
    // A new slot gives the snapshot and the log behind it without a gap between them.
    slot.drop(connection);
    return start;
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
