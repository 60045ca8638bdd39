package io.boardstream.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.benchmarks.Progress;
import io.boardstream.benchmarks.Report;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.streams.StreamsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The proof: under a steady load of inserts, updates and deletes, one fault after another, and
 * several at once, is done to a system whose parts are all processes of their own. After each the
 * system recovers, and an audit of everything is exact.
 */
public final class FaultRun {

  /**
   * What to do.
   *
   * @param faults how many
   * @param seed decides the load and the schedule
   * @param rate transactions a second, each of one to ten changes
   * @param kinds which faults, at least one
   * @param together whether several come at once, too
   * @param cliMain main class of the command {@code boardstream}, on this class path
   */
  public record Options(
      int faults, long seed, double rate, Set<FaultKind> kinds, boolean together, String cliMain) {
    public Options {
      if (faults < 1 || rate <= 0 || rate > 1_000 || kinds.isEmpty()) {
        throw new IllegalArgumentException(
            "There must be 1 fault or more, of 1 kind or more, and a rate above 0 up to 1,000.");
      }
    }
  }

  /**
   * What came of it.
   *
   * @param report a line for each kind of fault
   * @param exact whether nothing was lost, duplicated or wrong
   * @param findings file that lists what was, in the folder of the run
   * @param broken why it ended before its time; empty when all faults were done
   */
  public record Outcome(Report report, boolean exact, Path findings, Optional<String> broken) {}

  private static final Duration STARTED_WITHIN = Duration.ofMinutes(4);
  private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(3);
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(1);

  /** Longer than the session of a topology instance by this. */
  private static final Duration BEYOND_SESSION = Duration.ofSeconds(2);

  private static final List<String> SMALL =
      List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:MaxMetaspaceSize=160m");

  /** Of findings that are printed; all of them are in the file. */
  private static final int PRINTED = 5;

  private final Options options;
  private final Progress progress;
  private final Path findings;
  private final FaultySystem system;
  private final Workload workload = new BothSources();
  private final Tally tally = new Tally();
  private final Random random;

  private FaultRun(Options options, Path dir, Progress progress) throws IOException {
    this.options = options;
    this.progress = progress;
    this.findings = dir.resolve("findings.txt");
    this.random = new Random(options.seed());
    Map<String, String> settings = new HashMap<>(workload.settings());
    settings.put(KafkaSettings.TOPICS_PARTITIONS, "4");
    settings.put(StreamsSettings.STANDBY_REPLICAS, "1");
    settings.put(StreamsSettings.THREADS, "1");
    settings.put(StreamsSettings.MEMORY_MIB, "16");
    this.system = new FaultySystem(dir, options.cliMain(), SMALL, settings);
  }

  /**
   * Runs it, in minutes: about ten faults in two.
   *
   * @param dir for data and logs, empty
   * @throws BenchmarkException when the system does not start
   */
  public static Outcome run(Options options, Path dir, Progress progress)
      throws IOException, SQLException, InterruptedException {
    FaultRun run = new FaultRun(options, dir, progress);
    Thread killAtExit = new Thread(run::killQuietly, "kill-parts");
    Runtime.getRuntime().addShutdownHook(killAtExit);
    try (FaultySystem system = run.system) {
      run.start(system);
      Optional<String> broken = run.faults(system);
      return new Outcome(run.tally.report(), run.tally.isExact(), run.findings, broken);
    } finally {
      Runtime.getRuntime().removeShutdownHook(killAtExit);
    }
  }

  private void start(FaultySystem started) throws IOException, SQLException, InterruptedException {
    progress.says("starting Postgres, broker and registry; logs are in " + started.logs());
    started.startServers();
    workload.prepare(started.settings());
    progress.says("starting producer, two topology instances and sink");
    started.startApplications();
  }

  /** Returns why it ended early, if it did: what was seen until then is worth telling. */
  private Optional<String> faults(FaultySystem running) throws IOException, InterruptedException {
    Probe probe = new Probe(running, workload);
    double ready = probe.await(System.nanoTime(), STARTED_WITHIN);
    progress.says("ready after %.1f s".formatted(ready));
    StreamsSettings streams = new StreamsSettings(running.settings().values());
    Duration pause =
        Duration.ofMillis(streams.getInt(StreamsSettings.SESSION_TIMEOUT_MS)).plus(BEYOND_SESSION);
    try (Poison poison = new Poison(running.settings(), options.seed());
        Load load = new Load(running, workload, options.rate(), options.seed())) {
      Faults faults = new Faults(running, poison, probe, pause, RECOVERED_WITHIN);
      SystemCheck audit = new SystemCheck(running, poison);
      load.start();
      int done = 0;
      for (List<FaultKind> step :
          Schedule.of(options.faults(), options.seed(), options.kinds(), options.together())) {
        done += step.size();
        String names = step.stream().map(FaultKind::toString).collect(Collectors.joining(" + "));
        String line = step.size() == 1 ? names : Tally.TOGETHER;
        double seconds;
        String verdict;
        try {
          seconds = recovered(step, line, faults, probe);
          load.pause();
          verdict = audited(audit, probe, line, names);
          load.resume();
        } catch (BenchmarkException e) {
          return Optional.of(
              "The system did not recover from %s (seed %d): %s. The logs of all parts are in %s"
                  .formatted(names, options.seed(), e.getMessage(), system.logs()));
        }
        progress.says(
            "%d of %d: %s: recovered in %.1f s; %,d transactions; %s"
                .formatted(done, options.faults(), names, seconds, load.transactions(), verdict));
      }
    }
    return Optional.empty();
  }

  private double recovered(List<FaultKind> step, String line, Faults faults, Probe probe)
      throws IOException, InterruptedException {
    step.forEach(tally::injected);
    double seconds;
    if (step.size() == 1) {
      Faults.Done fault = faults.inject(step.get(0), random);
      seconds = probe.await(fault.since(), RECOVERED_WITHIN);
      if (!Double.isNaN(fault.takenOver())) {
        tally.takenOver(line, fault.takenOver());
      }
    } else {
      tally.together(step.size());
      seconds = probe.await(together(step, faults), RECOVERED_WITHIN);
    }
    tally.recovered(line, seconds);
    return seconds;
  }

  /** Returns when the last of them is over. */
  private long together(List<FaultKind> step, Faults faults) throws InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (FaultKind kind : step) {
        long seed = random.nextLong();
        all.add(
            threads.submit(
                () -> {
                  faults.injectAmongOthers(kind, seed);
                  return kind;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      return System.nanoTime();
    } catch (ExecutionException e) {
      throw new BenchmarkException(String.valueOf(e.getCause()), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private String audited(SystemCheck audit, Probe probe, String line, String names)
      throws IOException, InterruptedException {
    // Behind the last change of the load: once it has come through, all have.
    probe.await(System.nanoTime(), RECOVERED_WITHIN);
    Verdict verdict = audit.settled(SETTLED_WITHIN);
    List<String> news = tally.audited(line, verdict);
    if (news.isEmpty()) {
      return "%,d checked, exact".formatted(verdict.checked());
    }
    Files.write(
        findings,
        news.stream().map(finding -> names + ": " + finding).toList(),
        UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    news.stream().limit(PRINTED).forEach(progress::says);
    return "%,d checked, %,d NEW FINDINGS, listed in %s"
        .formatted(verdict.checked(), news.size(), findings);
  }

  private void killQuietly() {
    try {
      system.close();
    } catch (IOException e) {
      System.err.println("boardstream: " + e.getMessage());
    }
  }
}
