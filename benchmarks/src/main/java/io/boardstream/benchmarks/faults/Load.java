package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.BenchmarkException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Changes rows at a steady rate, and goes on after whatever happens to the database. */
final class Load implements AutoCloseable {

  private final FaultySystem system;
  private final Workload workload;
  private final Random random;
  private final long nanosBetween;
  private final AtomicLong transactions = new AtomicLong();
  private final Thread thread = new Thread(this::run, "load");
  private final Object gate = new Object();
  private boolean paused;
  private boolean busy;
  private volatile boolean closed;
  private volatile @Nullable BenchmarkException failure;

  /**
   * @param rate transactions a second
   */
  Load(FaultySystem system, Workload workload, double rate, long seed) {
    this.system = system;
    this.workload = workload;
    this.random = new Random(seed);
    this.nanosBetween = (long) (1e9 / rate);
  }

  void start() {
    thread.start();
  }

  /** Committed so far. */
  long transactions() {
    return transactions.get();
  }

  /** Holds it; no transaction is open when this returns. */
  void pause() throws InterruptedException {
    BenchmarkException failed = failure;
    if (failed != null) {
      throw failed;
    }
    synchronized (gate) {
      paused = true;
      while (busy) {
        gate.wait();
      }
    }
  }

  void resume() {
    synchronized (gate) {
      paused = false;
      gate.notifyAll();
    }
  }

  private void run() {
    Connection connection = null;
    try {
      while (!closed) {
        enter();
        try {
          connection = changed(connection);
        } finally {
          leave();
        }
        TimeUnit.NANOSECONDS.sleep(nanosBetween);
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (BenchmarkException e) {
      failure = e;
    } finally {
      close(connection);
    }
  }

  /** One transaction; returns the connection for the next one, or null after a failure. */
  private @Nullable Connection changed(@Nullable Connection before) throws InterruptedException {
    Connection connection = before;
    try {
      if (connection == null) {
        connection = system.database();
        workload.look(connection);
      }
      workload.change(connection, random);
      connection.commit();
      transactions.incrementAndGet();
      return connection;
    } catch (SQLException e) {
      close(connection);
      if (String.valueOf(e.getSQLState()).matches("(22|23|42).*")) {
        throw new BenchmarkException("The load itself is wrong: " + e.getMessage(), e);
      }
      // The database is away, or was: that is what this is about.
      TimeUnit.MILLISECONDS.sleep(200);
      return null;
    }
  }

  private void enter() throws InterruptedException {
    synchronized (gate) {
      while (paused) {
        gate.wait();
      }
      busy = true;
    }
  }

  private void leave() {
    synchronized (gate) {
      busy = false;
      gate.notifyAll();
    }
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is gone, as wished.
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
