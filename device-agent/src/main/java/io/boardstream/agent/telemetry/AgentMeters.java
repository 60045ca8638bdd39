package io.boardstream.agent.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the agent counts of its boards. */
final class AgentMeters {

  private final AtomicInteger boards = new AtomicInteger();
  private final Timer looks;
  private final Counter samples;
  private final Counter dropped;

  AgentMeters(MeterRegistry metrics) {
    metrics.gauge("boardstream.agent.boards", boards);
    this.looks =
        Timer.builder("boardstream.agent.looks")
            .description("Looks at all boards of the host")
            .register(metrics);
    this.samples =
        Counter.builder("boardstream.agent.samples")
            .description("Samples of telemetry that arrived")
            .register(metrics);
    this.dropped =
        Counter.builder("boardstream.agent.samples.dropped")
            .description("Samples of telemetry that were given up")
            .register(metrics);
  }

  void boards(int count) {
    boards.set(count);
  }

  void looked(long nanos) {
    looks.record(nanos, TimeUnit.NANOSECONDS);
  }

  void arrived() {
    samples.increment();
  }

  void dropped() {
    dropped.increment();
  }
}
