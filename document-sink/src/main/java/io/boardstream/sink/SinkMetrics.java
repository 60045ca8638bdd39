package io.boardstream.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What the sink counts where records come in. */
final class SinkMetrics {

  final Counter records;
  final Counter deadLetters;
  final AtomicLong lag = new AtomicLong();
  final AtomicLong unreadable = new AtomicLong();

  SinkMetrics(MeterRegistry registry) {
    records = counter(registry, "sink.records", "Records read from matrix.models.");
    deadLetters =
        counter(registry, "sink.dead.letters", "Records that could not be used, dead-lettered.");
    gauge(registry, "sink.lag", lag, "Records of matrix.models not yet read.");
    gauge(registry, "sink.unreadable", unreadable, "Models whose newest record is unreadable.");
  }

  private static Counter counter(MeterRegistry registry, String name, String doc) {
    return Counter.builder("boardstream." + name).description(doc).register(registry);
  }

  private static void gauge(MeterRegistry registry, String name, AtomicLong value, String doc) {
    Gauge.builder("boardstream." + name, value, AtomicLong::get)
        .description(doc)
        .register(registry);
  }
}
