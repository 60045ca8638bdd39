package io.boardstream.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Inserts rows at a steady rate, each in a transaction of its own, and does not wait for what
 * becomes of them: a slow system gets no fewer rows.
 */
final class OpenLoop implements AutoCloseable {

  /** Enough that no commit holds up the next row; a model's rows keep their order on one. */
  private static final int CONNECTIONS = 8;

  private final int models;
  private final Sightings sightings;
  private final List<Connection> connections = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

  /** What the sender itself cost, a figure for each row, ms. */
  record Sent(List<Double> commitMillis, List<Double> lateMillis) {}

  OpenLoop(String jdbcUrl, int models, Sightings sightings) throws SQLException {
    this.models = models;
    this.sightings = sightings;
    for (int i = 0; i < CONNECTIONS; i++) {
      connections.add(DriverManager.getConnection(jdbcUrl));
    }
  }

  /** Sends the rows from one number to another, the latter excluded. */
  Sent send(int from, int to, int ratePerSecond) throws InterruptedException {
    long start = System.nanoTime();
    List<Future<Sent>> parts = new ArrayList<>();
    for (int part = 0; part < CONNECTIONS; part++) {
      int own = part;
      parts.add(threads.submit(() -> sendPart(own, from, to, start, 1e9 / ratePerSecond)));
    }
    Sent all = new Sent(new ArrayList<>(), new ArrayList<>());
    for (Future<Sent> part : parts) {
      try {
        Sent sent = part.get();
        all.commitMillis.addAll(sent.commitMillis);
        all.lateMillis.addAll(sent.lateMillis);
      } catch (ExecutionException e) {
        throw new BenchmarkException("Cannot insert rows: " + e.getCause(), e);
      }
    }
    return all;
  }

  @Override
  public void close() throws SQLException {
    threads.shutdownNow();
    for (Connection connection : connections) {
      connection.close();
    }
  }

  private Sent sendPart(int part, int from, int to, long start, double periodNanos)
      throws SQLException, InterruptedException {
    Sent sent = new Sent(new ArrayList<>(), new ArrayList<>());
    try (PreparedStatement insert = LatencyRows.insert(connections.get(part))) {
      for (int row = from; row < to; row++) {
        if (row % models % CONNECTIONS == part) {
          long due = start + Math.round((row - from) * periodNanos);
          awaitTime(due);
          long begun = System.nanoTime();
          LatencyRows.fill(insert, row, row % models);
          insert.executeUpdate();
          long committed = System.nanoTime();
          sightings.committed(row, committed);
          sent.commitMillis.add((committed - begun) / 1e6);
          sent.lateMillis.add((begun - due) / 1e6);
        }
      }
    }
    return sent;
  }

  private static void awaitTime(long due) throws InterruptedException {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
