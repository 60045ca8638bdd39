package io.boardstream.producers.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an empty message to the server's log now and then, which needs no privilege and no table.
 * It comes back to us as the newest position, so that the server may discard what other tables have
 * logged, and so that the end of a snapshot shows even where no row follows.
 */
final class Heartbeat implements AutoCloseable {

  /** Prefix of the message in the log. */
  static final String NAME = "boardstream";

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final long UNTIL_LIVE_MS = 200;

  /** Within a transaction, because servers before 14 pass on its end but not the message. */
  static final String SQL = "SELECT pg_logical_emit_message(true, '" + NAME + "', 'heartbeat')";

  private final PostgresDatabase database;
  private final int intervalMs;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "cdc-heartbeat");
  private volatile boolean live;

  Heartbeat(PostgresDatabase database, int intervalMs) {
    this.database = database;
    this.intervalMs = intervalMs;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The first beat has come back: from now on at the interval of the settings. */
  void live() {
    live = true;
  }

  private void run() {
    try {
      while (!closedWithin(live ? intervalMs : UNTIL_LIVE_MS)) {
        try (Connection connection = database.open();
            Statement statement = connection.createStatement()) {
          do {
            statement.execute(SQL);
          } while (!closedWithin(live ? intervalMs : UNTIL_LIVE_MS));
        } catch (SQLException e) {
          // When the server is away the engine ends, and says so.
          LOG.debug("No heartbeat", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Interrupted", e);
    }
  }

  private boolean closedWithin(long ms) throws InterruptedException {
    return closed.await(ms, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
