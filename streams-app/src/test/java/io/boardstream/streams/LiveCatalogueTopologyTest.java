package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.Status;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.rows.OverrideCheck;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogue and overrides on their topics, through the real stores. */
final class LiveCatalogueTopologyTest {

  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";
  private static final String CELL = LLAMA + "/n150";

  private static final CatalogueTexts BASE =
      CatalogueTexts.of(
          List.of("devices: [{id: n150, display_name: n150}, {id: t3k, display_name: T3K}]"),
          List.of("models: [{name: Llama-3.1-8B-Instruct, same_as: [meta-llama]}]"),
          List.of());
  private static final Catalogue PLAIN = Catalogue.of(BASE);
  private static final Catalogue RENAMED =
      Catalogue.of(
          BASE.plus(
              CatalogueTexts.of(
                  List.of("devices: [{id: n150, display_name: Nana, aliases: [New Board]}]"),
                  List.of("models: [{name: Qwen3-32B, family: Qwen}]"),
                  List.of())));

  private static EmbeddedRegistry registry;

  @TempDir Path state;

  @BeforeAll
  static void startRegistry(@TempDir Path dir) {
    registry = EmbeddedRegistry.start(dir, 0);
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  @Test
  void anEditOfTheCatalogueReflowsAndTheSameAgainTellsNothing() {
    try (DrivenTopology topology = new DrivenTopology(registry.url(), state, PLAIN)) {
      topology.publish(PLAIN);
      topology.put(Rows.row(1, 1, row -> row));
      topology.put(Rows.row(2, 1, row -> row.setDeviceName("New Board").setBenchmarkRunId("2")));
      topology.settle();
      assertThat(topology.cells).containsOnlyKeys(CELL, LLAMA + "/new-board");

      topology.publish(RENAMED);
      topology.settle();
      assertThat(topology.cells).containsOnlyKeys(CELL);
      assertThat(topology.models.get(LLAMA).getCells().get(0).getDeviceDisplayName())
          .isEqualTo("Nana");

      int told = topology.changes;
      topology.publish(RENAMED);
      topology.settle();
      assertThat(topology.changes).isEqualTo(told);
    }
  }

  @Test
  void poisonOnTheTopicsOfTheCatalogueIsADeadLetterAndTheNextGoodRecordIsUsed() {
    try (DrivenTopology topology = new DrivenTopology(registry.url(), state, PLAIN)) {
      topology.put(Rows.row(1, 1, row -> row));
      topology.say("desk/a", says(1, said -> said.setStatus(Status.DEPRECATED)));
      topology.settle();
      assertThat(status(topology)).isEqualTo(Status.DEPRECATED);

      byte[] poison = "random bytes".getBytes(UTF_8);
      topology.bytes(TopicCatalogue.CATALOG_OVERRIDES, "desk/a", poison);
      topology.bytes(TopicCatalogue.CATALOG_DEVICES, "n150", poison);
      topology.bytes(TopicCatalogue.CATALOG_MODELS, "zz", poison);
      topology.bytes(TopicCatalogue.CATALOG_RULES, "rules", poison);
      topology.say("desk/b", says(1, said -> said.setStatus(Status.UNTESTED)));
      topology.settle();
      assertThat(status(topology)).isEqualTo(Status.SUPPORTED);
      assertThat(topology.deadLetters)
          .extracting(letter -> DeadLetter.read(letter.headers()).topic())
          .containsExactly(
              "catalog.overrides",
              "catalog.devices",
              "catalog.models",
              "catalog.rules",
              "catalog.overrides");
      assertThat(DeadLetter.read(topology.deadLetters.get(4).headers()).exception())
          .isEqualTo(OverrideCheck.RULE_OVERRIDE);

      topology.publish(RENAMED);
      topology.bytes(TopicCatalogue.CATALOG_MODELS, "zz", null);
      topology.say("desk/b", says(2, said -> said.setStatus(Status.COMING_SOON)));
      topology.settle();
      assertThat(status(topology)).isEqualTo(Status.COMING_SOON);
      assertThat(topology.models.get(LLAMA).getCells().get(0).getDeviceDisplayName())
          .isEqualTo("Nana");
    }
  }

  @Test
  void anOverrideThatMovesToAnotherModelLeavesTheOldOne() {
    try (DrivenTopology topology = new DrivenTopology(registry.url(), state, PLAIN)) {
      topology.put(Rows.row(1, 1, row -> row));
      topology.say("desk/a", says(1, said -> said.setStatus(Status.DEPRECATED)));
      topology.say(
          "desk/a",
          says(
              2,
              said ->
                  said.setMlModelName("Qwen3-32B")
                      .setDeviceName("t3k")
                      .setStatus(Status.COMING_SOON)));
      topology.settle();

      assertThat(status(topology)).isEqualTo(Status.SUPPORTED);
      assertThat(topology.models).containsOnlyKeys(LLAMA, "qwen3-32b-fp16");
    }
  }

  /** Law 1 through the real stores, with words and a changing catalogue among the facts. */
  @Test
  void anyArrivalOrderOfFactsWordsAndCataloguesEndsInTheTablesOfOneBatchPass() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Path dir = Files.createDirectory(state.resolve("s" + seed));
      try (DrivenTopology live = new DrivenTopology(registry.url(), dir, PLAIN)) {
        Map<String, Object> newest = new TreeMap<>();
        List<Runnable> arrivals = new ArrayList<>();
        for (long sequence = 1; sequence <= 30; sequence++) {
          arrivals.add(
              random.nextInt(3) == 0
                  ? word(live, random, sequence, newest)
                  : fact(live, random, sequence, newest));
          if (random.nextInt(8) == 0) {
            arrivals.add(live::settle);
          }
        }
        Collections.shuffle(arrivals, random);
        Catalogue last = random.nextBoolean() ? RENAMED : PLAIN;
        arrivals.add(random.nextInt(arrivals.size()), () -> live.publish(last));
        arrivals.forEach(Runnable::run);
        live.settle();

        BatchMatrix batch = new BatchMatrix(last, DrivenTopology.RULES);
        newest.forEach(
            (key, value) -> {
              if (value instanceof BenchmarkRow row) {
                batch.add(row);
              } else if (value instanceof EditorialOverride override) {
                batch.override(key, override);
              }
            });
        assertThat(text(live.models)).as("seed %d", seed).isEqualTo(text(batch.models()));
        assertThat(live.cells).as("seed %d", seed).isEqualTo(text(batch.cells()));
        assertThat(live.runs).as("seed %d", seed).isEqualTo(text(batch.runs()));
      }
    }
  }

  private static Runnable fact(
      DrivenTopology live, Random random, long sequence, Map<String, Object> newest) {
    long id = 1L + random.nextInt(8);
    if (random.nextInt(5) == 0) {
      newest.remove(Rows.key(id));
      return () -> live.delete(id, sequence);
    }
    BenchmarkRow row =
        Rows.row(
            id,
            sequence,
            one ->
                one.setMlModelName(model(random))
                    .setDeviceName(List.of("n150", "T3K", "New Board").get(random.nextInt(3)))
                    .setPrecision(random.nextInt(3) == 0 ? "BF16" : null)
                    .setBenchmarkRunId(Integer.toString(8 + random.nextInt(4)))
                    .setMetricValue((double) random.nextInt(3)));
    newest.put(Rows.key(id), row);
    return () -> live.put(row);
  }

  private static Runnable word(
      DrivenTopology live, Random random, long sequence, Map<String, Object> newest) {
    String key = "desk/" + random.nextInt(3);
    if (random.nextInt(4) == 0) {
      newest.remove(key);
      return () -> live.takeBack(key, sequence);
    }
    EditorialOverride override =
        says(
            sequence,
            said ->
                said.setMlModelName(model(random))
                    .setDeviceName(random.nextBoolean() ? "New Board" : null)
                    .setPrecision(random.nextInt(3) == 0 ? "BF16" : null)
                    .setStatus(random.nextBoolean() ? Status.DEPRECATED : Status.COMING_SOON)
                    .setNotes(List.of("Note " + sequence)));
    newest.put(key, override);
    return () -> live.say(key, override);
  }

  private static String model(Random random) {
    return List.of("Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct", "Qwen3-32B")
        .get(random.nextInt(3));
  }

  private static EditorialOverride says(
      long sequence, UnaryOperator<EditorialOverride.Builder> change) {
    return change
        .apply(
            EditorialOverride.newBuilder()
                .setSource("desk")
                .setVersion(new FactVersion(0L, sequence))
                .setMlModelName("Llama-3.1-8B-Instruct"))
        .build();
  }

  private static Status status(DrivenTopology topology) {
    return topology.models.get(LLAMA).getCells().get(0).getStatus();
  }

  private static Map<String, String> text(Map<String, ?> table) {
    Map<String, String> text = new TreeMap<>();
    table.forEach((key, value) -> text.put(key, value.toString()));
    return text;
  }
}
