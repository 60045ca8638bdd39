package io.boardstream.producers.postgres;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of Debezium's engine, in a thread of its own, from start to end. */
final class CdcEngine {

  private static final Logger LOG = LoggerFactory.getLogger(CdcEngine.class);

  /** How often the server is told what it may discard. */
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);

  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** The engine cannot be stopped before it polls; it polls or ends. */
  private final CountDownLatch stoppable = new CountDownLatch(1);

  private volatile @Nullable Throwable error;
  private volatile long lastReport = System.nanoTime();

  /**
   * @param onPolling called when the engine has connected and reads
   */
  CdcEngine(Properties settings, ChangeWriter writer, Runnable onPolling) {
    DebeziumEngine.ConnectorCallback callback =
        new DebeziumEngine.ConnectorCallback() {
          @Override
          public void pollingStarted() {
            onPolling.run();
            stoppable.countDown();
          }
        };
    this.engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings)
            .using(callback)
            .using((messages, elapsed) -> isReportDue())
            .using((success, message, failure) -> completed(success, message, failure))
            .notifying(writer)
            .build();
    this.thread = new Thread(this::run, "cdc-" + settings.getProperty("name"));
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      engine.run();
    } finally {
      stoppable.countDown();
      ended.countDown();
    }
  }

  /** The engine measures from the start of each batch, which is always just now. */
  private boolean isReportDue() {
    long now = System.nanoTime();
    if (now - lastReport < BETWEEN_REPORTS.toNanos()) {
      return false;
    }
    lastReport = now;
    return true;
  }

  private void completed(boolean success, String message, @Nullable Throwable failure) {
    if (!success) {
      error = failure == null ? new IllegalStateException(message) : failure;
    }
  }

  /** Waits until the engine has ended, and says why if it was no wish of ours. */
  Optional<Throwable> awaitEnd() throws InterruptedException {
    ended.await();
    return Optional.ofNullable(error);
  }

  /** Stops the engine and waits for its end. Idempotent. */
  void stop() throws InterruptedException {
    stoppable.await();
    if (ended.getCount() > 0) {
      try {
        engine.close();
      } catch (IOException | IllegalStateException e) {
        LOG.debug("The engine is stopping already", e);
      }
    }
    ended.await();
  }
}
