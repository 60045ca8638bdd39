package io.boardstream.benchmarks.faults;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.benchmarks.Nightlies;
import io.boardstream.benchmarks.Progress;
import io.boardstream.benchmarks.Report;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.streams.StreamsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long the topology is away: when one of two instances is killed and the other has warm copies
 * of its state, and when all state is gone and is restored from the topics.
 */
public final class Recovery {

  /**
   * What to measure.
   *
   * @param rows rows of the history, which the state holds
   * @param rounds how often each kind of recovery is measured
   * @param models of the history
   * @param cliMain main class of the command {@code boardstream}, on this class path
   */
  public record Options(int rows, int rounds, int models, String cliMain) {
    public Options {
      if (rows < 1 || rounds < 1 || models < 1) {
        throw new IllegalArgumentException("rows, rounds and models must be 1 or more");
      }
    }
  }

  private static final Duration TOO_LONG = Duration.ofMinutes(30);
  private static final int BATCH = 50_000;

  /** Behind by less than this, a copy is warm: it follows what is being written. */
  private static final double WARM = 500;

  private static final long POLL_MS = 100;
  private static final List<String> HEAP =
      List.of("-Xms64m", "-Xmx384m", "-XX:MaxMetaspaceSize=160m");

  private final Options options;
  private final Progress progress;
  private final FaultySystem system;

  private Recovery(Options options, Path dir, Progress progress) throws IOException {
    this.options = options;
    this.progress = progress;
    this.system =
        new FaultySystem(
            dir,
            options.cliMain(),
            HEAP,
            Map.of(KafkaSettings.TOPICS_PARTITIONS, "4", StreamsSettings.STANDBY_REPLICAS, "1"));
  }

  public static Report run(Options options, Path dir, Progress progress)
      throws IOException, InterruptedException {
    Recovery recovery = new Recovery(options, dir, progress);
    try (FaultySystem system = recovery.system) {
      return recovery.measure(system);
    }
  }

  private Report measure(FaultySystem servers) throws IOException, InterruptedException {
    progress.says("starting a broker and a registry; logs are in " + servers.logs());
    servers.startBrokerAndRegistry();
    Instance one = new Instance("streams-1");
    Instance two = new Instance("streams-2");
    one.start();
    one.awaitReady();
    Report report = new Report("recovery");
    try (NewRows rows = new NewRows(servers.settings())) {
      rows.roundTrip(System.nanoTime(), TOO_LONG);
      fill(rows);
      two.start();
      report.add("warm standby, one of two killed", warm(rows, one, two));
      one.stop();
      two.stop();
      report.add("cold, state wiped", cold(rows, one));
    }
    return report;
  }

  private void fill(NewRows rows) throws InterruptedException {
    Nightlies nights = new Nightlies(1, options.models());
    long begun = System.nanoTime();
    for (int done = 0; done < options.rows(); done += BATCH) {
      List<BenchmarkRow> batch = nights.take(Math.min(BATCH, options.rows() - done));
      rows.write(batch);
      rows.roundTrip(System.nanoTime(), TOO_LONG);
      progress.says(
          "%,d of %,d rows in the state after %.0f s"
              .formatted(done + batch.size(), options.rows(), (System.nanoTime() - begun) / 1e9));
    }
  }

  private Map<String, Object> warm(NewRows rows, Instance one, Instance two)
      throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      awaitWarm(one, two);
      Instance victim = round % 2 == 1 ? one : two;
      long since = System.nanoTime();
      victim.kill();
      seconds.add(rows.roundTrip(since, TOO_LONG));
      progress.says(
          "warm, round %d: %s killed, new rows came through after %.1f s"
              .formatted(round, victim.name, seconds.get(seconds.size() - 1)));
      victim.start();
    }
    return figures(seconds, List.of());
  }

  private Map<String, Object> cold(NewRows rows, Instance only)
      throws IOException, InterruptedException {
    List<Double> ready = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      only.wipe();
      long since = System.nanoTime();
      only.start();
      only.awaitReady();
      ready.add((System.nanoTime() - since) / 1e9);
      seconds.add(rows.roundTrip(since, TOO_LONG));
      progress.says(
          "cold, round %d: running after %.1f s, new rows came through after %.1f s"
              .formatted(round, ready.get(ready.size() - 1), seconds.get(seconds.size() - 1)));
      only.stop();
    }
    return figures(seconds, ready);
  }

  private Map<String, Object> figures(List<Double> seconds, List<Double> ready) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", (long) options.rows());
    figures.put("rounds", (long) options.rounds());
    figures.put("recovery_p50_s", Report.median(seconds));
    figures.put("recovery_max_s", Report.quantile(seconds, 1));
    if (!ready.isEmpty()) {
      figures.put("running_p50_s", Report.median(ready));
    }
    return figures;
  }

  /** Until each has its share of the work, and a copy of the other's state. */
  private void awaitWarm(Instance one, Instance two) throws InterruptedException {
    progress.says("waiting until both instances have warm copies");
    long deadline = System.nanoTime() + TOO_LONG.toNanos();
    int inARow = 0;
    while (inARow < 20) {
      boolean warm = one.isWarm() && two.isWarm();
      inARow = warm ? inARow + 1 : 0; // A rebalance under way hides copies for a moment.
      if (System.nanoTime() > deadline) {
        throw new BenchmarkException("The copies do not become warm in " + TOO_LONG);
      }
      Thread.sleep(POLL_MS); // It is another process.
    }
  }

  /** An instance of the topology with the address of its health. */
  private final class Instance {
    private final String name;
    private final Part part;
    private final HealthProbe health;

    Instance(String name) throws IOException {
      this.name = name;
      int port = FaultySystem.freePort();
      this.part = system.add(name, Map.of("http.port", Integer.toString(port)));
      this.health = new HealthProbe(port);
    }

    void start() throws IOException, InterruptedException {
      part.start();
    }

    void kill() throws IOException, InterruptedException {
      part.kill();
    }

    /** In good order, so that what follows waits for nobody's session. */
    void stop() throws IOException, InterruptedException {
      for (ProcessHandle process : part.processes()) {
        process.destroy();
        process.onExit().join();
      }
      part.forget();
    }

    boolean isWarm() throws InterruptedException {
      failIfEnded();
      return health.isReady() && health.stateLag() < WARM;
    }

    void awaitReady() throws InterruptedException {
      long deadline = System.nanoTime() + TOO_LONG.toNanos();
      while (!health.isReady()) {
        failIfEnded();
        if (System.nanoTime() > deadline) {
          throw new BenchmarkException(
              name + " does not become ready; its log is in " + system.logs());
        }
        Thread.sleep(POLL_MS); // It is another process.
      }
    }

    private void failIfEnded() {
      if (part.processes().isEmpty()) {
        throw new BenchmarkException(name + " has ended; its log is in " + system.logs());
      }
    }

    void wipe() throws IOException {
      try (Stream<Path> files = Files.walk(system.state(name))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
