package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.matrix.assembly.Selection;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.CatalogueCodec;
import io.boardstream.matrix.fold.CatalogueKind;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.matrix.fold.Summaries;
import io.boardstream.schemas.Encoded;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Routes facts to the task of their model, folds them there, and publishes the documents that
 * changed. Beside it rows are assembled of the four tables, see {@link AssemblyTopology}.
 *
 * <pre>
 * benchmark.rows → route → (by-model) → fold → benchmark.runs, matrix.cells, matrix.models, matrix.regressions*
 *      catalog.* ↗      ↘ dead-letters       ↘ (by-scope) → sum → matrix.summary
 * </pre>
 */
public final class MatrixTopology implements Supplier<Topology> {

  /** Fact id → newest version, and the row unless it is a grave. */
  static final String FACTS = "facts";

  /** Key of an override → newest version, and the override unless it is a grave. */
  static final String OVERRIDES = "overrides";

  /**
   * All that is known of the models of a partition; its tables are told apart by the first byte of
   * the key.
   */
  static final String MATRIX = "matrix";

  /** Model id → its contribution to the summary. */
  static final String CONTRIBUTIONS = "contributions";

  private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(1);

  // What decides.
  private final Catalogue catalogue;
  private final MatrixRules rules;

  // How it is read and written.
  private final String topicsPrefix;
  private final AvroSerdes serdes;
  private final Pace pace;

  // What watches.
  private final Counts counts;
  private final Counts editorialCounts;
  private final LongSupplier nanoClock;

  private final AssemblyTopology assembly;
  private final AttemptsTopology attempts;

  /**
   * Which of what comes becomes rows.
   *
   * @param selection which rows of the four tables
   * @param countSimulated whether what agents say of simulated boards and runs
   */
  public record Counted(Selection selection, boolean countSimulated) {}

  /**
   * When what is derived, so that a burst costs little. It decides nothing else.
   *
   * @param settleInterval how long facts may wait for others before documents are derived
   * @param damping how long after the last fact series are judged, as a run may still be arriving
   */
  public record Pace(Duration settleInterval, Duration damping) {}

  public MatrixTopology(
      Catalogue catalogue,
      MatrixRules rules,
      Counted counted,
      String topicsPrefix,
      AvroSerdes serdes,
      Pace pace,
      MeterRegistry metrics,
      LongSupplier nanoClock) {
    this.catalogue = catalogue;
    this.rules = rules;
    this.topicsPrefix = topicsPrefix;
    this.serdes = serdes;
    this.pace = pace;
    this.counts = new Counts(metrics);
    this.editorialCounts = new Counts(metrics, "boardstream.streams.editorial");
    this.nanoClock = nanoClock;
    this.assembly = new AssemblyTopology(counted.selection(), topicsPrefix, serdes, metrics);
    this.attempts = new AttemptsTopology(counted.countSimulated(), topicsPrefix, serdes, metrics);
  }

  @Override
  public Topology get() {
    StreamsBuilder builder = new StreamsBuilder();
    // A fact is rarely touched twice between commits, so a cache before its store only costs.
    builder.addStateStore(bytesStore(FACTS, Serdes.Bytes()).withCachingDisabled());
    builder.addStateStore(bytesStore(OVERRIDES, Serdes.Bytes()).withCachingDisabled());
    builder.addStateStore(bytesStore(MATRIX, Serdes.Bytes()).withCachingEnabled());
    builder.addStateStore(bytesStore(CONTRIBUTIONS, Serdes.String()).withCachingEnabled());

    assembly.addTo(builder);
    KStream<String, MatrixSummary> attempted = attempts.addTo(builder);
    KStream<byte[], Routed> routed = routed(builder).merge(editorial(builder), Named.as("all"));
    DeadLetters.publish(routed, "", name(TopicCatalogue.DEAD_LETTERS));
    KStream<String, MatrixChange> changes = folded(routed);
    publish(
        changes,
        MatrixChange.Run.class,
        "runs",
        MatrixChange.Run::run,
        TopicCatalogue.BENCHMARK_RUNS);
    publish(
        changes,
        MatrixChange.OneCell.class,
        "cells",
        MatrixChange.OneCell::cell,
        TopicCatalogue.MATRIX_CELLS);
    publish(
        changes,
        MatrixChange.Model.class,
        "models",
        MatrixChange.Model::model,
        TopicCatalogue.MATRIX_MODELS);
    publish(
        changes,
        MatrixChange.News.class,
        "regressions",
        change -> Optional.of(change.news()),
        TopicCatalogue.MATRIX_REGRESSIONS);
    publish(
        changes,
        MatrixChange.Open.class,
        "regressions-open",
        MatrixChange.Open::open,
        TopicCatalogue.MATRIX_REGRESSIONS_OPEN);
    publishSummary(changes, attempted);
    return builder.build();
  }

  private KStream<byte[], Routed> routed(StreamsBuilder builder) {
    return source(builder, TopicCatalogue.BENCHMARK_ROWS, "rows")
        .process(
            () -> new RouteFacts(FACTS, serdes.values(BenchmarkRow.class).deserializer(), counts),
            Named.as("route"),
            FACTS);
  }

  private KStream<byte[], byte[]> source(StreamsBuilder builder, Topic topic, String node) {
    return builder.stream(name(topic), bytes().withName(node));
  }

  /** What people say beside the facts: the catalogue, to every task, and overrides. */
  private KStream<byte[], Routed> editorial(StreamsBuilder builder) {
    KStream<byte[], Routed> overrides =
        source(builder, TopicCatalogue.CATALOG_OVERRIDES, "overridden")
            .process(
                () ->
                    new RouteOverrides(
                        OVERRIDES,
                        serdes.values(EditorialOverride.class).deserializer(),
                        editorialCounts),
                Named.as("route-overrides"),
                OVERRIDES);
    return overrides
        .merge(
            catalogue(
                builder,
                TopicCatalogue.CATALOG_DEVICES,
                CatalogueKind.DEVICE,
                CatalogDevice.class,
                CatalogueCodec::encode),
            Named.as("and-devices"))
        .merge(
            catalogue(
                builder,
                TopicCatalogue.CATALOG_MODELS,
                CatalogueKind.MODEL,
                CatalogModel.class,
                CatalogueCodec::encode),
            Named.as("and-models"))
        .merge(
            catalogue(
                builder,
                TopicCatalogue.CATALOG_RULES,
                CatalogueKind.RULES,
                CatalogRules.class,
                CatalogueCodec::encode),
            Named.as("and-rules"));
  }

  private <T extends SpecificRecord> KStream<byte[], Routed> catalogue(
      StreamsBuilder builder,
      Topic topic,
      CatalogueKind kind,
      Class<T> type,
      Function<T, byte[]> kept) {
    String node = "catalogue-" + kind.name().toLowerCase(Locale.ROOT);
    return source(builder, topic, node)
        .process(
            () ->
                new RouteCatalogue<>(
                    kind, serdes.values(type).deserializer(), kept, editorialCounts),
            Named.as("route-" + node));
  }

  private KStream<String, MatrixChange> folded(KStream<byte[], Routed> routed) {
    return routed
        .filter((key, one) -> one instanceof Routed.Change, Named.as("changes-only"))
        .mapValues(one -> ((Routed.Change) one).change(), Named.as("fact-change"))
        .repartition(
            Repartitioned.with(Serdes.ByteArray(), FoldInput.serde())
                .withStreamPartitioner(MatrixTopology::tasks)
                .withName("by-model"))
        .process(
            () -> new FoldEvidence(MATRIX, catalogue, rules, pace, nanoClock),
            Named.as("fold"),
            MATRIX);
  }

  /** Every task has the whole catalogue; all else goes where its key says. */
  private static Optional<Set<Integer>> tasks(
      String topic, byte[] key, FoldInput input, int partitions) {
    return input instanceof CatalogueChange
        ? Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()))
        : Optional.empty();
  }

  private <C extends MatrixChange, T extends SpecificRecord> void publish(
      KStream<String, MatrixChange> changes,
      Class<C> kind,
      String node,
      Function<C, Optional<Encoded<T>>> value,
      Topic topic) {
    changes
        .filter((key, change) -> kind.isInstance(change), Named.as(node))
        .mapValues(change -> value.apply(kind.cast(change)).orElse(null), Named.as(node + "-value"))
        .to(
            name(topic),
            Produced.with(Serdes.String(), serdes.<T>encodedValues()).withName("publish-" + node));
  }

  private void publishSummary(
      KStream<String, MatrixChange> changes, KStream<String, MatrixSummary> attempted) {
    changes
        .filter((key, change) -> change instanceof MatrixChange.Model, Named.as("summarised"))
        .mapValues(
            (modelId, change) ->
                Summaries.of(modelId, ((MatrixChange.Model) change).model().map(Encoded::value)),
            Named.as("contribution"))
        .merge(attempted, Named.as("and-attempts"))
        .repartition(
            Repartitioned.with(Serdes.String(), summaryBytes())
                .withName("by-scope")
                .withNumberOfPartitions(1))
        .process(
            () -> new FoldSummary(CONTRIBUTIONS, SUMMARY_INTERVAL), Named.as("sum"), CONTRIBUTIONS)
        .to(
            name(TopicCatalogue.MATRIX_SUMMARY),
            Produced.with(Serdes.String(), serdes.values(MatrixSummary.class))
                .withName("publish-summary"));
  }

  /** Records as they are; decoding them is a matter of processors. */
  static Consumed<byte[], byte[]> bytes() {
    return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
        // A record without a time (-1) is no reason to stop: time decides nothing here.
        .withTimestampExtractor((record, before) -> Math.max(0, record.timestamp()));
  }

  private static Serde<MatrixSummary> summaryBytes() {
    return Serdes.serdeFrom(
        (topic, summary) -> summary == null ? null : FoldSummary.CODEC.encode(summary),
        (topic, bytes) -> bytes == null ? null : FoldSummary.CODEC.decode(bytes));
  }

  static <K> StoreBuilder<KeyValueStore<K, byte[]>> bytesStore(String name, Serde<K> keys) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), keys, Serdes.ByteArray())
        .withLoggingEnabled(Map.of());
  }

  private String name(Topic topic) {
    return topic.name(topicsPrefix);
  }
}
