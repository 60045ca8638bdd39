package io.boardstream.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicLong;

/** What the sink counts at its boundaries: records in, documents out. */
final class SinkMetrics {

  final Counter records;
  final Counter deadLetters;
  final Counter written;
  final Counter unchanged;
  final Counter removed;
  final Counter fullWritten;
  final Counter failures;
  final Timer write;
  final AtomicLong lag = new AtomicLong();
  final AtomicLong documents = new AtomicLong();
  final AtomicLong waiting = new AtomicLong();
  final AtomicLong unreadable = new AtomicLong();

  SinkMetrics(MeterRegistry registry) {
    records = counter(registry, "sink.records", "Records read from matrix.models.");
    deadLetters =
        counter(registry, "sink.dead.letters", "Records that could not be used, dead-lettered.");
    written = counter(registry, "documents.written", "Model documents written.");
    unchanged = counter(registry, "documents.unchanged", "Model documents left alone: same bytes.");
    removed = counter(registry, "documents.removed", "Model documents removed.");
    fullWritten =
        counter(registry, "documents.full.written", "compatibility.json and index.json written.");
    failures = counter(registry, "documents.failures", "Attempts to write or remove that failed.");
    write =
        Timer.builder("boardstream.documents.write")
            .description("Time to write one document through to the disk.")
            .publishPercentileHistogram()
            .register(registry);
    gauge(registry, "sink.lag", lag, "Records of matrix.models not yet read.");
    gauge(registry, "sink.models", documents, "Models that have a document.");
    gauge(registry, "documents.waiting", waiting, "Model documents that wait to be written.");
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
