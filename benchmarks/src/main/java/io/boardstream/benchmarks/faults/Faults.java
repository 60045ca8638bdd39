package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.faults.FaultKind.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Does a fault to the system, and undoes it. */
final class Faults {

  private final FaultySystem system;
  private final Poison poison;
  private final Probe probe;
  private final Duration pause;
  private final Duration limit;
  private int secondProducers;

  /** Seconds since the system was left to itself: when recovery may begin. */
  record Done(long since, double takenOver) {}

  /**
   * @param pause how long a part is stopped: longer than its session lasts
   * @param limit after which it counts as never recovered
   */
  Faults(FaultySystem system, Poison poison, Probe probe, Duration pause, Duration limit) {
    this.system = system;
    this.poison = poison;
    this.probe = probe;
    this.pause = pause;
    this.limit = limit;
  }

  /**
   * One fault by itself.
   *
   * @return since when the system has all that it needs, and how long the other instance took to
   *     take over from a paused one (NaN where there is no other)
   */
  Done inject(FaultKind kind, Random random) throws IOException, InterruptedException {
    double takenOver = Double.NaN;
    long since = System.nanoTime();
    switch (kind.action()) {
      case KILL -> killed(kind, random, Duration.ZERO);
      case PAUSE -> {
        Part part = target(kind, random);
        part.pause();
        if (kind.target() == Target.STREAMS) {
          takenOver = probe.await(since, limit);
        }
        sleepUntil(since + pause.toNanos());
        since = System.nanoTime();
        part.resume();
      }
      default -> {
        since = other(kind, random);
      }
    }
    return new Done(since, takenOver);
  }

  /** One fault among others, after a while. */
  void injectAmongOthers(FaultKind kind, long seed) throws IOException, InterruptedException {
    Random random = new Random(seed);
    Thread.sleep(random.nextInt(4_000)); // A time by chance is what is wanted.
    switch (kind.action()) {
      case KILL -> killed(kind, random, Duration.ofMillis(random.nextInt(4_000)));
      case PAUSE -> {
        Part part = target(kind, random);
        part.pause();
        Thread.sleep(pause.toMillis());
        part.resume();
      }
      default -> other(kind, random);
    }
  }

  private void killed(FaultKind kind, Random random, Duration down)
      throws IOException, InterruptedException {
    Part part = target(kind, random);
    part.kill();
    Thread.sleep(down.toMillis());
    part.start();
  }

  private long other(FaultKind kind, Random random) throws IOException, InterruptedException {
    switch (kind.action()) {
      case AWAY -> {
        Part registry = target(kind, random);
        registry.kill();
        Thread.sleep(pause.toMillis());
        long since = System.nanoTime();
        registry.start();
        return since;
      }
      case SECOND -> {
        return secondProducer();
      }
      default -> {
        long since = System.nanoTime();
        poison.sandwiches();
        return since;
      }
    }
  }

  /** One of them ends the other; then the first is cleared away, and the second supervised. */
  private long secondProducer() throws IOException, InterruptedException {
    long since = System.nanoTime();
    Part first = system.producer();
    system.startProducer("producer-" + (2 + secondProducers++));
    Thread.sleep(pause.toMillis()); // Both are at work, until one notices.
    system.remove(first);
    return since;
  }

  private Part target(FaultKind kind, Random random) {
    return switch (kind.target()) {
      case PRODUCER -> system.producer();
      case STREAMS -> system.streams().get(random.nextInt(system.streams().size()));
      case SINK -> system.part("sink");
      case BROKER -> system.part("broker");
      case POSTGRES -> system.part("postgres");
      case REGISTRY -> system.part("registry");
      case CATALOGUE -> system.part("catalogue");
      case ROWS -> throw new IllegalArgumentException(kind + " has no part");
    };
  }

  private static void sleepUntil(long time) throws InterruptedException {
    long left = time - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left).toMillis());
    }
  }
}
