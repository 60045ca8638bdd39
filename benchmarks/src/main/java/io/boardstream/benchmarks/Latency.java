package io.boardstream.benchmarks;

import io.boardstream.benchmarks.OpenLoop.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How long after the commit of a row in Postgres the document of its model has been renamed into
 * place with the row in it: the whole system, as a user starts it, under a steady rate of rows.
 */
public final class Latency {

  /**
   * What to measure.
   *
   * @param ratesPerSecond rows a second, one rate after the other
   * @param seconds measured time at each rate
   * @param warmUpSeconds time at each rate before that, not measured
   * @param models how many models the rows are about in turn
   */
  public record Options(List<Integer> ratesPerSecond, int seconds, int warmUpSeconds, int models) {
    public Options {
      ratesPerSecond = List.copyOf(ratesPerSecond);
      if (ratesPerSecond.stream().anyMatch(rate -> rate < 1)
          || seconds < 1
          || warmUpSeconds < 0
          || models < 1) {
        throw new IllegalArgumentException(
            "rates, seconds and models must be 1 or more, the warm-up 0 or more");
      }
    }

    private int rows() {
      return ratesPerSecond.stream().mapToInt(rate -> rate * (warmUpSeconds + seconds)).sum();
    }
  }

  private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(30);
  private static final int DOCUMENT_BYTES = 3_000;

  private final Options options;
  private final Progress progress;
  private final Sightings sightings;

  private Latency(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
    this.sightings = new Sightings(options.rows(), options.models());
  }

  /**
   * Starts a system by its command on a folder of its own, measures, and stops it.
   *
   * @param command the executable {@code boardstream}
   * @param dir for the system's data, empty
   * @throws BenchmarkException when the system does not start, or a row does not reach its document
   */
  public static Report run(Options options, Path command, Path dir, Progress progress)
      throws IOException, SQLException, InterruptedException {
    Launcher launcher = Launcher.of(command, dir.resolve("output"));
    progress.says("starting the system");
    try (LiveSystem system = LiveSystem.start(launcher, dir.resolve("data"))) {
      return new Latency(options, progress).measure(system, dir.resolve("probe"));
    }
  }

  private Report measure(LiveSystem system, Path probeFolder)
      throws IOException, SQLException, InterruptedException {
    Report report = new Report("latency");
    try (DocumentWatch watch =
            DocumentWatch.of(LiveSystem.models(system.status()), this::documentSeen);
        DetectionProbe probe = new DetectionProbe(probeFolder, DOCUMENT_BYTES);
        OpenLoop sender =
            new OpenLoop(LiveSystem.jdbcUrl(system.status()), options.models(), sightings)) {
      int next = 0;
      for (int rate : options.ratesPerSecond()) {
        progress.says(
            "%d rows/s: %d s of warm-up, %d s measured"
                .formatted(rate, options.warmUpSeconds(), options.seconds()));
        int measured = next + rate * options.warmUpSeconds();
        sender.send(next, measured, rate);
        probe.takeMillis(); // Those of the warm-up.
        next = measured + rate * options.seconds();
        Sent sent = sender.send(measured, next, rate);
        List<Double> detection = probe.takeMillis();
        awaitArrival(options.rows() - next, watch);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rate_rows_per_s", (long) rate);
        putLatencies(figures, measured, next);
        figures.put("commit_p50_ms", Report.median(sent.commitMillis()));
        figures.put("sent_late_p99_ms", Report.quantile(sent.lateMillis(), 0.99));
        if (!detection.isEmpty()) {
          figures.put("detection_p50_ms", Report.median(detection));
          figures.put("detection_p99_ms", Report.quantile(detection, 0.99));
        }
        report.add(rate + " rows/s", figures);
      }
    }
    return report;
  }

  private void documentSeen(String fileName, String text, long at) {
    int model = LatencyRows.modelOf(fileName);
    if (model >= 0 && model < options.models()) {
      sightings.seen(model, LatencyRows.newestRowIn(text), at);
    }
  }

  private void awaitArrival(int notSent, DocumentWatch watch) throws InterruptedException {
    long deadline = System.nanoTime() + ARRIVED_WITHIN.toNanos();
    while (sightings.left() > notSent) {
      watch.check();
      if (System.nanoTime() > deadline) {
        throw new BenchmarkException(
            "%d rows were not in their documents %d s after the last commit"
                .formatted(sightings.left() - notSent, ARRIVED_WITHIN.toSeconds()));
      }
      Thread.sleep(10); // What is timed is timed by the watch.
    }
  }

  private void putLatencies(Map<String, Object> figures, int from, int to) {
    List<Double> millis = IntStream.range(from, to).mapToObj(sightings::latencyMillis).toList();
    figures.put("rows", (long) millis.size());
    figures.put("p50_ms", Report.median(millis));
    figures.put("p95_ms", Report.quantile(millis, 0.95));
    figures.put("p99_ms", Report.quantile(millis, 0.99));
    figures.put("max_ms", Report.quantile(millis, 1));
    figures.put(
        "superseded_rows", IntStream.range(from, to).filter(sightings::isSuperseded).count());
  }
}
