package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.assembly.CicdTable;
import io.boardstream.matrix.assembly.Selection;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Assembles the rows of the four tables: jobs meet their pipeline and measurements their run where
 * they are, and all of them meet by GitHub job id, after one repartition.
 *
 * <pre>
 * cicd.pipelines, cicd.jobs, cicd.runs, cicd.measurements
 *     → route-tables → (by-job) → assemble → benchmark.rows
 *                    ↘ dead-letters       ↘ dead-letters
 * </pre>
 */
final class AssemblyTopology {

  /**
   * Pipeline or run, row of a table → its newest version, and what it says unless it is a grave.
   */
  static final String TABLES = "tables";

  /** All that is known of the jobs of a partition, and of the runs that name them. */
  static final String JOBS = "jobs";

  private final Selection selection;
  private final String topicsPrefix;
  private final AvroSerdes serdes;
  private final Counts counts;
  private final RowGauges gauges;

  AssemblyTopology(
      Selection selection, String topicsPrefix, AvroSerdes serdes, MeterRegistry metrics) {
    this.selection = selection;
    this.topicsPrefix = topicsPrefix;
    this.serdes = serdes;
    this.counts = new Counts(metrics, "boardstream.streams.cicd.facts");
    this.gauges = new RowGauges(metrics);
  }

  void addTo(StreamsBuilder builder) {
    builder.addStateStore(MatrixTopology.bytesStore(TABLES, Serdes.Bytes()).withCachingDisabled());
    builder.addStateStore(MatrixTopology.bytesStore(JOBS, Serdes.Bytes()).withCachingEnabled());

    String deadLetters = TopicCatalogue.DEAD_LETTERS.name(topicsPrefix);
    KStream<byte[], Routed> routed = routed(builder);
    DeadLetters.publish(routed, "tables-", deadLetters);
    KStream<byte[], Routed> rows = assembled(routed);
    DeadLetters.publish(rows, "assembly-", deadLetters);
    publish(rows);
  }

  private KStream<byte[], Routed> routed(StreamsBuilder builder) {
    Map<CicdTable, String> topics = new EnumMap<>(CicdTable.class);
    for (CicdTable table : CicdTable.values()) {
      topics.put(table, table.topic().name(topicsPrefix));
    }
    return builder.stream(topics.values(), MatrixTopology.bytes().withName("cicd-tables"))
        .process(
            () -> new RouteTables(TABLES, topics, serdes, counts, gauges),
            Named.as("route-tables"),
            TABLES);
  }

  private KStream<byte[], Routed> assembled(KStream<byte[], Routed> routed) {
    return routed
        .filter((key, one) -> one instanceof Routed.ForJob, Named.as("for-jobs"))
        .mapValues(one -> ((Routed.ForJob) one).message().get(), Named.as("job-message"))
        .repartition(Repartitioned.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("by-job"))
        .process(
            () ->
                new AssembleRows(
                    JOBS, selection, TopicCatalogue.BENCHMARK_ROWS.name(topicsPrefix), gauges),
            Named.as("assemble"),
            JOBS);
  }

  private void publish(KStream<byte[], Routed> rows) {
    rows.filter((key, one) -> one instanceof Routed.Row, Named.as("assembled"))
        .mapValues(one -> ((Routed.Row) one).row().orElse(null), Named.as("assembled-value"))
        .to(
            TopicCatalogue.BENCHMARK_ROWS.name(topicsPrefix),
            Produced.with(Serdes.ByteArray(), serdes.values(BenchmarkRow.class))
                .withName("publish-rows"));
  }
}
