package io.boardstream.producers.postgres;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What change data capture counts; names are public interface. */
final class CdcMetrics {

  private final Map<RowChange.Kind, Counter> rows = new EnumMap<>(RowChange.Kind.class);
  private final Counter rejected;
  private final Counter retracted;
  private final Counter transactions;
  private final Counter retries;
  private final Counter restarts;
  private final Map<Resync.Reason, Counter> resyncs = new EnumMap<>(Resync.Reason.class);
  private final AtomicLong resyncing = new AtomicLong();
  private final AtomicLong lagMs = new AtomicLong();

  CdcMetrics(MeterRegistry registry, String source) {
    for (RowChange.Kind kind : RowChange.Kind.values()) {
      rows.put(
          kind,
          Counter.builder("boardstream.cdc.changes")
              .description("Changes of the source that were written, by kind.")
              .tag("source", source)
              .tag("kind", kind.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    for (Resync.Reason reason : Resync.Reason.values()) {
      resyncs.put(
          reason,
          Counter.builder("boardstream.cdc.resyncs")
              .description("Times that all rows were read again, by reason.")
              .tag("source", source)
              .tag("reason", reason.tag())
              .register(registry));
    }
    registry.gauge("boardstream.cdc.resyncing", Tags.of("source", source), resyncing);
    rejected =
        counter(registry, source, "rejected", "Rows that could not be used: on dead-letters.");
    retracted =
        counter(registry, source, "retracted", "Keys taken back because their row was found gone.");
    transactions = counter(registry, source, "transactions", "Transactions committed to Kafka.");
    retries = counter(registry, source, "retries", "Attempts to write that failed.");
    restarts = counter(registry, source, "restarts", "Times that reading the source began anew.");
    registry.gauge("boardstream.cdc.lag.ms", Tags.of("source", source), lagMs);
  }

  private static Counter counter(
      MeterRegistry registry, String source, String name, String description) {
    return Counter.builder("boardstream.cdc." + name)
        .description(description)
        .tag("source", source)
        .register(registry);
  }

  void changed(RowChange.Kind kind) {
    Objects.requireNonNull(rows.get(kind)).increment();
  }

  void rejected(int rows) {
    rejected.increment(rows);
  }

  void retracted(int keys) {
    retracted.increment(keys);
  }

  void committed() {
    transactions.increment();
  }

  void retried() {
    retries.increment();
  }

  void restarted() {
    restarts.increment();
  }

  void resyncing(Resync.Reason reason) {
    Objects.requireNonNull(resyncs.get(reason)).increment();
    resyncing.set(1);
  }

  /** What the snapshot has read is written, and what it has not met is taken back. */
  void live() {
    resyncing.set(0);
  }

  /** Milliseconds from the commit at the source to the commit on the topic, of the last change. */
  void lag(long ms) {
    lagMs.set(Math.max(0, ms));
  }
}
