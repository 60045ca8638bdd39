package io.boardstream.matrix.fold;

import static io.boardstream.matrix.fold.FoldedTables.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import io.boardstream.matrix.evidence.StatusRule;
import io.boardstream.matrix.identity.VariantIds;
import io.boardstream.schemas.ContractClasses;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Laws 1, 2 and 4 over all that decides: facts, words of editors, and a catalogue that changes
 * while they arrive. Whatever the order, the tables end as those of one batch pass with the last of
 * everything, and every change that was told was news (checked by {@link FoldedTables}).
 */
final class PureFunctionOfFactsAndWordsTest {

  static {
    ContractClasses.trust();
  }

  /** Small, because it is built anew many thousand times. */
  private static final CatalogueTexts BASE =
      CatalogueTexts.of(
          List.of(
              """
              devices:
                - {id: n150, display_name: n150 (Wormhole), architecture: Wormhole}
                - {id: t3k, display_name: LoudBox, aliases: [T3000]}
                - {id: galaxy, display_name: Galaxy}
              """),
          List.of(
              """
              models:
                - {name: Llama-3.1-8B-Instruct, family: Llama, same_as: [meta-llama]}
              """),
          List.of("families: [{match: '^llama', family: Llama}]"));

  private static final List<Catalogue> CATALOGUES =
      List.of(
          Catalogue.of(BASE),
          Catalogue.of(CatalogueTexts.empty()),
          edited("devices: [{id: n150, display_name: Nana, aliases: [new-board]}]"),
          edited("devices: [{id: attic, display_name: Attic, aliases: [new-board]}]"),
          edited("models: [{name: nobody-knows-me, family: Known, same_as: [lab]}]"));

  /** A version of a row, or of an override; deleted when it has neither. */
  record Event(String id, FactVersion version, BenchmarkRow row, EditorialOverride override) {
    boolean isWord() {
      return id.startsWith("desk/");
    }
  }

  @Property(tries = 1000)
  void anyArrivalOrderEndsInTheTablesOfOneBatchPass(
      @ForAll("histories") List<Event> history,
      @ForAll("generations") List<Integer> generations,
      @ForAll("rules") MatrixRules rules,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Event> arrivals = new ArrayList<>(history);
    history.stream().filter(event -> random.nextInt(4) == 0).forEach(arrivals::add);
    Collections.shuffle(arrivals, random);
    Map<CatalogueKind, Deque<CatalogueRecords.One>> records = records(generations);

    FoldedTables live = new FoldedTables(new TreeStore(), CATALOGUES.get(0), rules);
    for (Event arrival : arrivals) {
      arrive(live, arrival);
      if (random.nextInt(3) == 0) {
        publishSome(live, records, random);
      }
      if (random.nextInt(4) == 0) {
        live.settle();
      }
      if (random.nextInt(20) == 0) {
        live.restart(CATALOGUES.get(0), rules);
      }
    }
    records.values().forEach(topic -> topic.forEach(live::publish));
    live.settle();

    int last = generations.isEmpty() ? 0 : generations.get(generations.size() - 1);
    BatchMatrix batch = batch(history, CATALOGUES.get(last), rules);
    assertThat(text(live.runs)).isEqualTo(text(batch.runs()));
    assertThat(text(live.cells)).isEqualTo(text(batch.cells()));
    assertThat(text(live.models)).isEqualTo(text(batch.models()));
  }

  @Property(tries = 200)
  void seeingAllOfItAgainTellsNothing(@ForAll("histories") List<Event> history) {
    FoldedTables live = new FoldedTables(CATALOGUES.get(0));
    live.publish(CATALOGUES.get(2));
    history.forEach(event -> arrive(live, event));
    live.settle();
    int told = live.changes;

    history.forEach(event -> arrive(live, event));
    live.publish(CATALOGUES.get(2));
    live.settle();

    assertThat(live.changes).isEqualTo(told);
  }

  private static Catalogue edited(String yaml) {
    List<String> devices = yaml.startsWith("devices") ? List.of(yaml) : List.of();
    List<String> models = yaml.startsWith("models") ? List.of(yaml) : List.of();
    return Catalogue.of(BASE.plus(CatalogueTexts.of(devices, models, List.of())));
  }

  /** What each topic carries; between topics there is no order. */
  private static Map<CatalogueKind, Deque<CatalogueRecords.One>> records(
      List<Integer> generations) {
    Map<CatalogueKind, Deque<CatalogueRecords.One>> records = new EnumMap<>(CatalogueKind.class);
    Map<CatalogueKind, Map<String, byte[]>> standing = CatalogueRecords.none();
    for (int generation : generations) {
      Catalogue catalogue = CATALOGUES.get(generation);
      for (CatalogueRecords.One one : CatalogueRecords.from(standing, catalogue)) {
        records.computeIfAbsent(one.kind(), kind -> new ArrayDeque<>()).add(one);
      }
      standing = CatalogueRecords.of(catalogue);
    }
    return records;
  }

  private static void publishSome(
      FoldedTables live, Map<CatalogueKind, Deque<CatalogueRecords.One>> records, Random random) {
    for (Deque<CatalogueRecords.One> topic : records.values()) {
      int some = random.nextInt(5);
      while (some-- > 0 && !topic.isEmpty()) {
        live.publish(topic.poll());
      }
    }
  }

  private static void arrive(FoldedTables live, Event event) {
    if (event.row() != null) {
      live.put(event.row());
    } else if (event.override() != null) {
      live.say(event.id(), event.override());
    } else if (event.isWord()) {
      live.takeBack(event.id(), event.version());
    } else {
      live.delete(event.id(), event.version());
    }
  }

  private static BatchMatrix batch(List<Event> history, Catalogue catalogue, MatrixRules rules) {
    Map<String, Event> newest = new TreeMap<>();
    for (Event event : history) {
      newest.merge(
          event.id(), event, (a, b) -> Versions.compare(a.version(), b.version()) > 0 ? a : b);
    }
    BatchMatrix batch = new BatchMatrix(catalogue, rules);
    newest.forEach(
        (id, event) -> {
          if (event.row() != null) {
            batch.add(event.row());
          } else if (event.override() != null) {
            batch.override(id, event.override());
          }
        });
    return batch;
  }

  @Provide
  static Arbitrary<MatrixRules> rules() {
    return Combinators.combine(
            Arbitraries.of(StatusRule.values()), Arbitraries.of(VariantIds.values()))
        .as((status, ids) -> new MatrixRules(Duration.ofDays(30), status, ids));
  }

  @Provide
  static Arbitrary<List<Integer>> generations() {
    return Arbitraries.integers().between(0, CATALOGUES.size() - 1).list().ofMaxSize(3);
  }

  @Provide
  static Arbitrary<List<Event>> histories() {
    return Arbitraries.oneOf(facts(), facts(), words())
        .list()
        .ofMaxSize(40)
        .map(
            events ->
                IntStream.range(0, events.size())
                    .mapToObj(i -> numbered(events.get(i), i))
                    .toList());
  }

  /** Few names, so that versions, runs, cells and words meet often. */
  private static Arbitrary<Event> facts() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 10),
            names(),
            Arbitraries.of("n150", "T3K", "new-board", ""),
            Arbitraries.of("9", "10"),
            Arbitraries.of("", "BF16", "bf16"),
            Arbitraries.of(
                "benchmark/mean_tps",
                "benchmark_summary_functional/tput_check",
                "benchmark_summary_target/tput_check",
                "benchmark_summary_target/tput",
                "eval/accuracy_check"),
            Arbitraries.of(0.0, 1.0, 2.0, 3.0, 61.5),
            Arbitraries.integers().between(0, 4))
        .as(
            (id, model, device, run, precision, metric, value, dice) ->
                new Event(
                    Long.toString(id),
                    new FactVersion(0L, 0L),
                    dice == 0
                        ? null
                        : Rows.row(
                            id,
                            row ->
                                row.setMlModelName(model)
                                    .setDeviceName(device.isEmpty() ? null : device)
                                    .setBenchmarkRunId(run)
                                    .setGithubPipelineId(dice % 2 == 0 ? "1000" : "1001")
                                    .setPrecision(precision.isEmpty() ? null : precision)
                                    .setStepName(metric.substring(0, metric.indexOf('/')))
                                    .setMetricName(metric.substring(metric.indexOf('/') + 1))
                                    .setMetricValue(value)),
                    null));
  }

  private static Arbitrary<Event> words() {
    return Combinators.combine(
            Arbitraries.of("desk/a", "desk/b", "desk/c"),
            names(),
            Arbitraries.of("", "bf16", "FP16"),
            Arbitraries.of("", "n150", "new-board", "galaxy"),
            Arbitraries.of(Status.COMING_SOON, Status.DEPRECATED, Status.UNKNOWN),
            Arbitraries.of("", "Old.", "New."),
            Arbitraries.integers().between(0, 4))
        .as(
            (id, model, precision, device, status, note, dice) ->
                new Event(
                    id,
                    new FactVersion(0L, 0L),
                    null,
                    dice == 0
                        ? null
                        : EditorialOverride.newBuilder()
                            .setSource("desk")
                            .setMlModelName(model)
                            .setPrecision(precision.isEmpty() ? null : precision)
                            .setDeviceName(device.isEmpty() ? null : device)
                            .setStatus(status == Status.UNKNOWN ? null : status)
                            .setNotes(note.isEmpty() ? List.of() : List.of(note))
                            .build()));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of(
        "Llama-3.1-8B-Instruct",
        "meta-llama/Llama-3.1-8B-Instruct",
        "other/Llama-3.1-8B-Instruct",
        "nobody-knows-me",
        "lab/nobody-knows-me");
  }

  /** Versions rise with the place in the history; no two versions of one fact are alike. */
  private static Event numbered(Event event, long number) {
    FactVersion version = new FactVersion(0L, number);
    return new Event(
        event.id(),
        version,
        event.row() == null
            ? null
            : BenchmarkRow.newBuilder(event.row()).setVersion(version).build(),
        event.override() == null
            ? null
            : EditorialOverride.newBuilder(event.override()).setVersion(version).build());
  }
}
