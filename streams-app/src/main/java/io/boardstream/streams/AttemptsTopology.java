package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Makes rows of what agents tell: the attempts at a job meet, and one of each retry counts.
 *
 * <pre>
 * device.compile-events, device.run-events
 *     → route-events → (by-attempted-job) → assemble-attempts → benchmark.rows
 *                    ↘ dead-letters
 * </pre>
 */
final class AttemptsTopology {

  /** All that was told of the jobs of a partition. */
  static final String ATTEMPTS = "attempts";

  private final boolean countSimulated;
  private final String topicsPrefix;
  private final AvroSerdes serdes;
  private final Counts counts;

  AttemptsTopology(
      boolean countSimulated, String topicsPrefix, AvroSerdes serdes, MeterRegistry metrics) {
    this.countSimulated = countSimulated;
    this.topicsPrefix = topicsPrefix;
    this.serdes = serdes;
    this.counts = new Counts(metrics, "boardstream.streams.events");
  }

  /** Adds it to the topology; what it returns is for the summary. */
  KStream<String, MatrixSummary> addTo(StreamsBuilder builder) {
    builder.addStateStore(
        MatrixTopology.bytesStore(ATTEMPTS, Serdes.Bytes()).withCachingDisabled());
    KStream<byte[], Routed> routed = routed(builder);
    DeadLetters.publish(routed, "events-", TopicCatalogue.DEAD_LETTERS.name(topicsPrefix));
    KStream<byte[], Routed> assembled = assembled(routed);
    assembled
        .filter((key, one) -> one instanceof Routed.Row, Named.as("attempt-rows"))
        .mapValues(one -> ((Routed.Row) one).row().orElse(null), Named.as("attempt-row"))
        .to(
            TopicCatalogue.BENCHMARK_ROWS.name(topicsPrefix),
            Produced.with(Serdes.ByteArray(), serdes.values(BenchmarkRow.class))
                .withName("publish-attempt-rows"));
    return assembled
        .filter((key, one) -> one instanceof Routed.Totals, Named.as("attempt-totals"))
        .map(
            (task, one) -> KeyValue.pair(Text.decode(task), ((Routed.Totals) one).totals()),
            Named.as("attempt-total"));
  }

  private KStream<byte[], Routed> assembled(KStream<byte[], Routed> routed) {
    return routed
        .filter((key, one) -> one instanceof Routed.ForJob, Named.as("for-attempted-jobs"))
        .mapValues(one -> ((Routed.ForJob) one).message().get(), Named.as("attempt-message"))
        .repartition(
            Repartitioned.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("by-attempted-job"))
        .process(
            () -> new AssembleAttempts(ATTEMPTS, countSimulated, counts),
            Named.as("assemble-attempts"),
            ATTEMPTS);
  }

  private KStream<byte[], Routed> routed(StreamsBuilder builder) {
    String compiled = TopicCatalogue.COMPILE_EVENTS.name(topicsPrefix);
    String ran = TopicCatalogue.RUN_EVENTS.name(topicsPrefix);
    return builder.stream(List.of(compiled, ran), MatrixTopology.bytes().withName("events"))
        .process(() -> new RouteEvents(compiled, serdes, counts), Named.as("route-events"));
  }
}
