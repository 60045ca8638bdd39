package io.boardstream.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicLong;

/** What the sink counts where documents go out, for each destination by its label. */
final class DestinationMetrics {

  private static final String TAG = "destination";

  final Counter written;
  final Counter unchanged;
  final Counter removed;
  final Counter fullWritten;
  final Counter failures;
  final Timer write;
  final AtomicLong documents = new AtomicLong();
  final AtomicLong waiting = new AtomicLong();
  final AtomicLong reachable = new AtomicLong(1);

  private final MeterRegistry registry;
  private final String label;

  DestinationMetrics(MeterRegistry registry, String label) {
    this.registry = registry;
    this.label = label;
    written = counter("documents.written", "Model documents written.");
    unchanged = counter("documents.unchanged", "Model documents left alone: same bytes.");
    removed = counter("documents.removed", "Model documents removed.");
    fullWritten = counter("documents.full.written", "compatibility.json and index.json written.");
    failures = counter("documents.failures", "Attempts to write or remove that failed.");
    write =
        Timer.builder("boardstream.documents.write")
            .description("Time to write one document through to the disk or bucket.")
            .tag(TAG, label)
            .publishPercentileHistogram()
            .register(registry);
    gauge("sink.models", documents, "Models that have a document.");
    gauge("documents.waiting", waiting, "Model documents that wait to be written.");
    gauge("documents.reachable", reachable, "1 when the last attempt to write went well, else 0.");
  }

  private Counter counter(String name, String doc) {
    return Counter.builder("boardstream." + name)
        .description(doc)
        .tag(TAG, label)
        .register(registry);
  }

  private void gauge(String name, AtomicLong value, String doc) {
    Gauge.builder("boardstream." + name, value, AtomicLong::get)
        .description(doc)
        .tag(TAG, label)
        .register(registry);
  }
}
