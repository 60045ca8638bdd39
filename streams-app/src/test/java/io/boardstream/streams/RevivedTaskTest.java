package io.boardstream.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.assembly.Selection;
import io.boardstream.matrix.assembly.TableFacts;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.evidence.RunKey;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.FactRouting;
import io.boardstream.matrix.fold.Summaries;
import io.boardstream.matrix.fold.TreeStore;
import io.boardstream.matrix.settings.SelectionKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * A task whose transaction failed is revived: its store comes back as it was at the last commit,
 * and the same processor is initialised again. What the lost transaction did must be done again,
 * also when no further record comes.
 */
final class RevivedTaskTest {

  @Test
  void whatWasStoredBeforeTheLostTransactionIsToldAgain() {
    FoldEvidence fold =
        new FoldEvidence(
            "matrix",
            Catalogue.builtIn(),
            DrivenTopology.RULES,
            new MatrixTopology.Pace(Duration.ofMillis(10), Duration.ofMillis(10)),
            () -> 0L);
    Life<String, MatrixChange, Bytes> first = new Life<>(Serdes.Bytes(), "matrix");
    fold.init(first.context);
    BenchmarkRow row = Rows.row(1, 1, one -> one);
    RunKey run = RunKey.of(row).orElseThrow();
    FactChange change =
        FactChange.enters(Rows.key(1), FactRouting.run(run), FactRouting.encode(row));
    fold.process(new Record<>(Text.encode(run.routingKey()), change, 0L));
    Map<Bytes, byte[]> committed = first.content();
    first.tick();
    assertThat(first.told()).isNotEmpty();

    Life<String, MatrixChange, Bytes> second = new Life<>(Serdes.Bytes(), "matrix", committed);
    fold.init(second.context);
    second.tick();

    assertThat(second.told()).hasSameSizeAs(first.told());
  }

  @Test
  void theSummaryIsToldAgain() {
    FoldSummary sum = new FoldSummary("contributions", Duration.ofSeconds(1));
    Life<String, MatrixSummary, String> first = new Life<>(Serdes.String(), "contributions");
    sum.init(first.context);
    BatchMatrix batch = new BatchMatrix(Catalogue.builtIn(), DrivenTopology.RULES);
    batch.add(Rows.row(1, 1, row -> row));
    ModelCompatibility model = batch.models().values().iterator().next();
    sum.process(
        new Record<>(model.getModelId(), Summaries.of(model.getModelId(), Optional.of(model)), 0L));
    Map<String, byte[]> committed = first.content();
    first.tick();

    Life<String, MatrixSummary, String> second =
        new Life<>(Serdes.String(), "contributions", committed);
    sum.init(second.context);
    second.tick();

    assertThat(second.told()).hasSize(1);
  }

  @Test
  void anotherSelectionIsAppliedToTheRowsThatAreStored() {
    Life<byte[], Routed, Bytes> first = new Life<>(Serdes.Bytes(), "jobs");
    AssembleRows before = assembleRows(SelectionKeys.selection(Map.of()));
    before.init(first.context);
    first.tick();
    tell(before, Tables.pipeline("1").build(), Tables.job("1", "7", "77").build());
    tell(before, Tables.run("5", "77").build(), Tables.measurement("5", "100").build());
    assertThat(first.told()).isNotEmpty();
    Map<Bytes, byte[]> committed = first.content();

    Life<byte[], Routed, Bytes> second = new Life<>(Serdes.Bytes(), "jobs", committed);
    AssembleRows after =
        assembleRows(SelectionKeys.selection(Map.of("cicd.select.branches", "other")));
    after.init(second.context);
    second.tick();
    assertThat(second.told()).containsExactly(new Routed.Row(Optional.empty()));

    // Revived with the store as it was before: the same has to be told again.
    Life<byte[], Routed, Bytes> third = new Life<>(Serdes.Bytes(), "jobs", committed);
    after.init(third.context);
    third.tick();
    assertThat(third.told()).isEqualTo(second.told());
    assertThat(third.context.scheduledPunctuators())
        .as("nothing is left to be renewed")
        .allMatch(timer -> timer.cancelled());
  }

  private static AssembleRows assembleRows(Selection selection) {
    return new AssembleRows(
        "jobs", selection, "benchmark.rows", new RowGauges(new SimpleMeterRegistry()));
  }

  /** Tells what the stage before tells of these rows. */
  private static void tell(AssembleRows rows, SpecificRecord parent, SpecificRecord child) {
    TableFacts tables =
        new TableFacts(
            new TreeStore(),
            (job, message) -> rows.process(new Record<>(Text.encode(job), message, 0L)));
    for (SpecificRecord one : List.of(parent, child)) {
      if (one instanceof CicdPipeline pipeline) {
        tables.put(pipeline);
      } else if (one instanceof CicdJob job) {
        tables.put(job);
      } else if (one instanceof CicdRun run) {
        tables.put(run);
      } else if (one instanceof CicdMeasurement measurement) {
        tables.put(measurement);
      }
    }
  }

  /** From one initialisation of a processor to the next. */
  private static final class Life<K, V, S> {
    final MockProcessorContext<K, V> context = new MockProcessorContext<>();
    private final KeyValueStore<S, byte[]> store;

    Life(Serde<S> keys, String storeName) {
      this(keys, storeName, Map.of());
    }

    Life(Serde<S> keys, String storeName, Map<S, byte[]> content) {
      store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(storeName), keys, Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
      content.forEach(store::put);
    }

    Map<S, byte[]> content() {
      Map<S, byte[]> content = new HashMap<>();
      try (KeyValueIterator<S, byte[]> all = store.all()) {
        while (all.hasNext()) {
          KeyValue<S, byte[]> one = all.next();
          content.put(one.key, one.value);
        }
      }
      return content;
    }

    void tick() {
      context.scheduledPunctuators().forEach(timer -> timer.getPunctuator().punctuate(1_000L));
    }

    List<Object> told() {
      List<Object> told = new ArrayList<>();
      context.forwarded().forEach(one -> told.add(one.record().value()));
      return told;
    }
  }
}
