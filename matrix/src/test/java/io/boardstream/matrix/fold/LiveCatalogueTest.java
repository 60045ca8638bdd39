package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A catalogue that comes record by record while facts are folded. */
final class LiveCatalogueTest {

  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";
  private static final Catalogue BUILT_IN = Catalogue.builtIn();
  private static final Catalogue EDITED =
      Catalogue.of(
          CatalogueTexts.builtIn()
              .plus(
                  CatalogueTexts.of(
                      List.of(
                          "devices:\n  - {id: n150, display_name: Nana, aliases: [attic-board]}"),
                      List.of("models:\n  - {name: Llama-3.1-8B-Instruct, family: Alpaca}"),
                      List.of())));

  private final TreeStore store = new TreeStore();
  private final FoldedTables tables = new FoldedTables(store, BUILT_IN);

  @Test
  void anEditedCatalogueReflowsThroughWhatIsFolded() {
    tables.put(Rows.row(1));
    tables.put(Rows.row(2, row -> row.setDeviceName("attic-board").setBenchmarkRunId("2")));
    tables.settle();
    assertThat(tables.cells).containsOnlyKeys(LLAMA + "/n150", LLAMA + "/attic-board");

    tables.publish(EDITED);
    tables.settle();

    assertThat(tables.cells).containsOnlyKeys(LLAMA + "/n150");
    assertThat(tables.cells.get(LLAMA + "/n150").getDeviceDisplayName()).isEqualTo("Nana");
    assertThat(tables.model(LLAMA).getFamily()).isEqualTo("Alpaca");
  }

  @Test
  void halfACatalogueChangesNothing() {
    tables.put(Rows.row(1));
    tables.publish(BUILT_IN);
    tables.settle();
    int told = tables.changes;
    List<CatalogueRecords.One> edits = CatalogueRecords.from(CatalogueRecords.of(BUILT_IN), EDITED);
    assertThat(edits).hasSize(3);

    for (CatalogueRecords.One edit : edits.subList(0, 2)) {
      tables.publish(edit);
      tables.settle();
      assertThat(tables.changes).isEqualTo(told);
    }
    tables.restart(BUILT_IN, FoldedTables.RULES);
    tables.settle();
    assertThat(tables.changes).isEqualTo(told);

    tables.publish(edits.get(2));
    tables.settle();
    assertThat(tables.model(LLAMA).getFamily()).isEqualTo("Alpaca");
  }

  @Test
  void theSameCatalogueAsThatOfTheSettingsTellsNothing() {
    tables.put(Rows.row(1));
    tables.settle();
    int told = tables.changes;

    tables.publish(BUILT_IN);
    tables.settle();

    assertThat(tables.changes).isEqualTo(told);
  }

  @Test
  void whatWasPublishedOutlivesARestartWithOtherSettings() {
    tables.put(Rows.row(1));
    tables.publish(EDITED);
    tables.settle();
    int told = tables.changes;

    tables.restart(Catalogue.of(CatalogueTexts.empty()), FoldedTables.RULES);
    tables.settle();

    assertThat(tables.changes).isEqualTo(told);
    assertThat(tables.model(LLAMA).getFamily()).isEqualTo("Alpaca");
  }

  /**
   * Settling takes three runs at a time; the documents change once, however many runs there are.
   */
  @Test
  void noDocumentShowsAHalfOfTheOldAndAHalfOfTheNewCatalogue() {
    for (int i = 0; i < 40; i++) {
      int number = i;
      tables.put(
          Rows.row(
              i,
              row ->
                  row.setBenchmarkRunId("r" + number)
                      .setDeviceName(number % 2 == 0 ? "attic-board" : "n150")
                      .setPipelineEndTs(Rows.NIGHT.plusSeconds(number))));
    }
    tables.settle();
    List<String> told = new java.util.ArrayList<>();
    tables.listener = (key, value) -> told.add(key);

    tables.publish(EDITED);
    tables.settle();

    assertThat(told.stream().filter(key -> !key.startsWith("postgres/")))
        .containsExactlyInAnyOrder(LLAMA + "/n150", LLAMA + "/attic-board", LLAMA);
    assertThat(tables.cells).containsOnlyKeys(LLAMA + "/n150");
  }

  @Test
  void aFactThatArrivesMeanwhileIsFoldedInTheSameBreath() {
    for (int i = 0; i < 20; i++) {
      String run = "r" + i;
      tables.put(Rows.row(i, row -> row.setBenchmarkRunId(run)));
    }
    tables.settle();

    tables.publish(EDITED);
    tables.put(
        Rows.row(99, row -> row.setDeviceName("attic-board").setMetricValue(77.0).setIsl(7L)));
    tables.settle();

    BatchMatrix batch = new BatchMatrix(EDITED, FoldedTables.RULES);
    for (int i = 0; i < 20; i++) {
      String run = "r" + i;
      batch.add(Rows.row(i, row -> row.setBenchmarkRunId(run)));
    }
    batch.add(
        Rows.row(99, row -> row.setDeviceName("attic-board").setMetricValue(77.0).setIsl(7L)));
    assertThat(FoldedTables.text(tables.models)).isEqualTo(FoldedTables.text(batch.models()));
  }

  @Test
  void wordsOfEditorsFollowTheDeviceThatANameMeans() {
    tables.say(
        "a",
        EditorialOverride.newBuilder()
            .setSource("desk")
            .setMlModelName("Llama-3.1-8B-Instruct")
            .setDeviceName("attic-board")
            .setStatus(Status.COMING_SOON)
            .build());
    tables.settle();
    assertThat(tables.cells).containsOnlyKeys(LLAMA + "/attic-board");

    tables.publish(EDITED);
    tables.settle();
    assertThat(tables.cells).containsOnlyKeys(LLAMA + "/n150");
  }

  @Test
  void anEntryThatCannotBeUsedLeavesTheCatalogueAsItWas() {
    tables.put(Rows.row(1));
    tables.publish(EDITED);
    tables.settle();

    CatalogDevice stealing = new CatalogDevice("zz", "Zz", null, List.of("n150"));
    tables.publish(
        new CatalogueRecords.One(
            CatalogueKind.DEVICE, "zz", Optional.of(CatalogueCodec.encode(stealing))));

    tables.settle();
    assertThat(tables.problem).contains("zz").contains("n150");
    assertThat(new TreeSet<>(tables.models.keySet())).containsExactly(LLAMA);
    assertThat(tables.model(LLAMA).getFamily()).isEqualTo("Alpaca");
  }
}
