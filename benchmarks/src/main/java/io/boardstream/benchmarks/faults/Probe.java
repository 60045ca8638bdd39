package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows whose documents are waited for: one of each of many models, so that every partition has
 * some.
 */
final class Probe {

  private static final int MODELS = 16;
  private static final long POLL_MS = 20;
  private static final Duration SUPERVISED_EVERY = Duration.ofSeconds(1);

  private final FaultySystem system;
  private final Workload workload;
  private final List<String> models =
      IntStream.range(0, MODELS).mapToObj(i -> "probe-" + i).toList();
  private int number;

  Probe(FaultySystem system, Workload workload) {
    this.system = system;
    this.workload = workload;
  }

  /**
   * Sends new rows and waits for all their documents.
   *
   * @param since when the clock began to run, {@link System#nanoTime}
   * @return seconds since then
   * @throws BenchmarkException when they do not come in time
   */
  double await(long since, Duration limit) throws IOException, InterruptedException {
    String runId = "probe-run-" + ++number + ".";
    long deadline = since + limit.toNanos();
    insert(runId, deadline);
    List<Path> left =
        new ArrayList<>(
            models.stream()
                .map(model -> system.documents().resolve("models/" + model + "-fp16.json"))
                .toList());
    long supervised = System.nanoTime();
    while (true) {
      left.removeIf(document -> shows(document, runId));
      long now = System.nanoTime();
      if (left.isEmpty()) {
        return (now - since) / 1e9;
      }
      if (now > deadline) {
        throw new BenchmarkException(
            "%d of %d documents do not show the newest row after %d s, among them %s"
                .formatted(left.size(), models.size(), limit.toSeconds(), left.get(0)));
      }
      if (now > supervised + SUPERVISED_EVERY.toNanos()) {
        system.superviseProducer();
        supervised = System.nanoTime();
      }
      Thread.sleep(POLL_MS); // Resolution of what is measured.
    }
  }

  private void insert(String runId, long deadline) throws InterruptedException {
    while (true) {
      try (Connection connection = system.database()) {
        workload.probe(connection, models, runId);
        connection.commit();
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > deadline) {
          throw new BenchmarkException("The database does not come back: " + e.getMessage(), e);
        }
        Thread.sleep(POLL_MS); // It starts.
      }
    }
  }

  private static boolean shows(Path document, String runId) {
    try {
      return Files.readString(document).contains(runId);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new BenchmarkException("Cannot read " + document + ": " + e, e);
    }
  }
}
