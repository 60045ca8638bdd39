package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialFacet;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.evidence.StatusRule;
import io.boardstream.matrix.identity.VariantIds;
import io.boardstream.schemas.ContractClasses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class EditorialTest {

  static {
    ContractClasses.trust();
  }

  private static final String NAME = "Llama-3.1-8B-Instruct";
  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";

  private final FoldedTables tables = new FoldedTables(Catalogue.builtIn());

  @Test
  void theWordOfAnEditorComesBeforeThatOfTheRuns() {
    tables.put(Rows.row(1));
    say("a", said -> said.setDeviceName("N150").setStatus(Status.DEPRECATED));

    Cell cell = cell(LLAMA, "n150");
    assertThat(cell.getStatus()).isEqualTo(Status.DEPRECATED);
    assertThat(cell.getRuns().orElseThrow().getOutcome()).isEqualTo(RunOutcome.RAN);
    assertThat(cell.getLastVerified()).contains(Rows.NIGHT);
    EditorialFacet facet = cell.getEditorial().orElseThrow();
    assertThat(facet.getSource()).isEqualTo("desk");
    assertThat(facet.getOrigin()).isEqualTo("a note on the wall");
  }

  @Test
  void whatAnEditorTakesBackIsAsIfItHadNeverBeenSaid() {
    tables.put(Rows.row(1));
    tables.settle();
    String before = tables.cells.toString() + tables.models;

    say("a", said -> said.setStatus(Status.DEPRECATED).setNotes(List.of("Old.")));
    assertThat(cell(LLAMA, "n150").getStatus()).isEqualTo(Status.DEPRECATED);
    tables.takeBack("a", new FactVersion(9L, 0L));
    tables.settle();

    assertThat(tables.cells.toString() + tables.models).isEqualTo(before);
  }

  @Test
  void aCellThatNobodyTriedExistsByTheWordOfAnEditor() {
    tables.put(Rows.row(1));
    say(
        "desk/7",
        said ->
            said.setDeviceName("p300")
                .setStatus(Status.COMING_SOON)
                .setEstimatedAvailability("Q2 2027")
                .setNotes(List.of("Needs firmware 19.")));

    Cell cell = cell(LLAMA, "p300");
    assertThat(cell.getStatus()).isEqualTo(Status.COMING_SOON);
    assertThat(cell.getDeviceDisplayName()).isEqualTo("p300 (Blackhole)");
    assertThat(cell.getEditorial().orElseThrow().getEstimatedAvailability()).contains("Q2 2027");
    assertThat(cell.getEditorial().orElseThrow().getNotes()).containsExactly("Needs firmware 19.");
    assertThat(cell.getLatestAttempt().getSource()).isEqualTo("desk");
    assertThat(cell.getLatestAttempt().getRunId()).isEqualTo("desk/7");
    assertThat(cell.getLatestAttemptOutcome()).isEqualTo(RunOutcome.INCONCLUSIVE);
    assertThat(cell.getRuns()).isEmpty();
    assertThat(cell(LLAMA, "n150").getStatus()).isEqualTo(Status.SUPPORTED);
  }

  @Test
  void aModelThatNobodyTriedExistsByTheWordOfAnEditor() {
    say("a", said -> said.setDeviceName("p300").setStatus(Status.COMING_SOON));

    assertThat(tables.model(LLAMA).getFamily()).isEqualTo("Llama");
    assertThat(tables.model(LLAMA).getPrecision()).isEqualTo("FP16");

    tables.takeBack("a", new FactVersion(9L, 0L));
    tables.settle();
    assertThat(tables.models).isEmpty();
    assertThat(tables.cells).isEmpty();
  }

  @Test
  void aRemarkOnTheWholeModelIsOneOfTheModel() {
    tables.put(Rows.row(1));
    say("a", said -> said.setNotes(List.of("Tokenizer changed.")));

    assertThat(tables.model(LLAMA).getEditorialNotes()).contains("Tokenizer changed.");
    assertThat(cell(LLAMA, "n150").getEditorial()).isEmpty();
    assertThat(cell(LLAMA, "n150").getStatus()).isEqualTo(Status.SUPPORTED);
  }

  @Test
  void withoutADeviceTheWholeModelIsMeantAndTheMoreSpecificWordWins() {
    tables.put(Rows.row(1));
    tables.put(Rows.row(2, row -> row.setDeviceName("t3k").setBenchmarkRunId("2")));
    say("a", said -> said.setStatus(Status.DEPRECATED));
    say("b", said -> said.setDeviceName("t3k").setStatus(Status.COMING_SOON));

    assertThat(cell(LLAMA, "n150").getStatus()).isEqualTo(Status.DEPRECATED);
    assertThat(cell(LLAMA, "t3k").getStatus()).isEqualTo(Status.COMING_SOON);
  }

  @Test
  void withoutAPrecisionThoseThatRanAreMeantAndTheDefaultOnlyWhenNoneDid() {
    say("a", said -> said.setDeviceName("p300").setStatus(Status.COMING_SOON));
    assertThat(tables.models).containsOnlyKeys(LLAMA);

    tables.put(Rows.row(1, row -> row.setPrecision("BF16")));
    tables.settle();

    assertThat(tables.models).containsOnlyKeys("llama-3-1-8b-instruct-bf16");
    assertThat(cell("llama-3-1-8b-instruct-bf16", "p300").getStatus())
        .isEqualTo(Status.COMING_SOON);

    tables.put(Rows.row(2, row -> row.setBenchmarkRunId("2")));
    tables.delete("1", new FactVersion(5L, 0L));
    tables.settle();

    assertThat(tables.models).containsOnlyKeys(LLAMA);
    assertThat(tables.cells).containsOnlyKeys(LLAMA + "/n150", LLAMA + "/p300");
  }

  @Test
  void aPrecisionThatIsNamedIsTheOnlyOneMeant() {
    tables.put(Rows.row(1));
    tables.put(Rows.row(2, row -> row.setBenchmarkRunId("2").setPrecision("bf16")));
    say("a", said -> said.setPrecision("BF16").setStatus(Status.DEPRECATED));

    assertThat(cell(LLAMA, "n150").getStatus()).isEqualTo(Status.SUPPORTED);
    assertThat(cell("llama-3-1-8b-instruct-bf16", "n150").getStatus()).isEqualTo(Status.DEPRECATED);
  }

  @Test
  void anotherOrganisationsModelOfThatNameIsNotMeant() {
    tables.put(Rows.row(1, row -> row.setMlModelName("some-lab/" + NAME)));
    say("a", said -> said.setStatus(Status.DEPRECATED));

    assertThat(cell("some-lab--" + LLAMA, "n150").getStatus()).isEqualTo(Status.SUPPORTED);
    say("b", said -> said.setMlModelName("some-lab/" + NAME).setStatus(Status.COMING_SOON));
    assertThat(cell("some-lab--" + LLAMA, "n150").getStatus()).isEqualTo(Status.COMING_SOON);
  }

  @Test
  void wherePrecisionsAreOneDocumentTheWordIsOnThatDocument() {
    FoldedTables merged = mergedTables();
    merged.put(Rows.row(1, row -> row.setPrecision("BF16")));
    merged.put(Rows.row(2, row -> row.setBenchmarkRunId("2").setMetricValue(40.0)));
    merged.say("a", override(said -> said.setPrecision("BF16").setStatus(Status.DEPRECATED)));
    merged.settle();

    assertThat(merged.models).containsOnlyKeys("llama-3-1-8b-instruct");
    Cell cell = merged.cells.get("llama-3-1-8b-instruct/n150");
    assertThat(cell.getStatus()).isEqualTo(Status.DEPRECATED);
    assertThat(cell.getPerformance())
        .extracting(facet -> facet.getConfiguration().getPrecision())
        .containsExactly(Optional.of("BF16"), Optional.of("FP16"));
  }

  @Test
  void whatIsSaidOfOneModelLeavesThoseWhoseNamesBeginAlikeAlone() {
    FoldedTables merged = mergedTables();
    merged.put(Rows.row(1, row -> row.setMlModelName("whisper-large")));
    merged.say(
        "a", override(said -> said.setMlModelName("whisper-large").setStatus(Status.DEPRECATED)));
    merged.say(
        "b",
        override(
            said ->
                said.setMlModelName("whisper-small")
                    .setDeviceName("n150")
                    .setStatus(Status.COMING_SOON)));
    merged.settle();

    merged.say("c", override(said -> said.setMlModelName("whisper").setNotes(List.of("Old."))));
    merged.settle();

    assertThat(merged.cells.get("whisper-large/n150").getStatus()).isEqualTo(Status.DEPRECATED);
    assertThat(merged.models).containsOnlyKeys("whisper", "whisper-large", "whisper-small");
  }

  @Test
  void aNameThatEndsInAPrecisionIsNotThePrecisionOfAnother() {
    tables.put(Rows.row(1));
    say("a", said -> said.setStatus(Status.DEPRECATED));
    say("b", said -> said.setPrecision("BF16").setDeviceName("n150").setStatus(Status.COMING_SOON));

    say("c", said -> said.setMlModelName(NAME + "-FP16").setNotes(List.of("Another one.")));
    say("d", said -> said.setMlModelName(NAME + "-BF16").setNotes(List.of("Another one.")));

    assertThat(cell(LLAMA, "n150").getStatus()).isEqualTo(Status.DEPRECATED);
    assertThat(cell("llama-3-1-8b-instruct-bf16", "n150").getStatus())
        .isEqualTo(Status.COMING_SOON);
  }

  private static FoldedTables mergedTables() {
    return new FoldedTables(
        new TreeStore(),
        Catalogue.builtIn(),
        new MatrixRules(Duration.ofDays(30), StatusRule.EVIDENCE, VariantIds.MODEL));
  }

  /** More is said at once than one step of settling takes up; the runs are settled in the first. */
  @Test
  void aModelThatLosesItsRunsBeforeItsTurnComesLosesWhatWasSaidToo() {
    tables.put(Rows.row(1));
    say("z", said -> said.setDeviceName("galaxy").setStatus(Status.COMING_SOON));
    assertThat(tables.cells).containsKey(LLAMA + "/galaxy");

    for (String name : List.of("a1", "a2", "a3", "a4")) {
      tables.say(name, override(said -> said.setMlModelName(name).setNotes(List.of("Soon."))));
    }
    tables.takeBack("z", new FactVersion(9L, 0L));
    tables.delete("1", new FactVersion(0L, 2L));
    tables.settle();

    assertThat(tables.cells).isEmpty();
    assertThat(tables.models).doesNotContainKey(LLAMA);
  }

  @Test
  void anOlderVersionThatComesLateSaysNothing() {
    tables.put(Rows.row(1));
    say("a", said -> said.setVersion(new FactVersion(0L, 5L)).setStatus(Status.DEPRECATED));
    say("a", said -> said.setVersion(new FactVersion(0L, 4L)).setStatus(Status.COMING_SOON));

    assertThat(cell(LLAMA, "n150").getStatus()).isEqualTo(Status.DEPRECATED);
  }

  private void say(String key, UnaryOperator<EditorialOverride.Builder> change) {
    tables.say(key, override(change));
    tables.settle();
  }

  private static EditorialOverride override(UnaryOperator<EditorialOverride.Builder> change) {
    return change
        .apply(
            EditorialOverride.newBuilder()
                .setSource("desk")
                .setOrigin("a note on the wall")
                .setMlModelName(NAME))
        .build();
  }

  private Cell cell(String modelId, String deviceId) {
    assertThat(tables.cells).containsKey(modelId + "/" + deviceId);
    return tables.cells.get(modelId + "/" + deviceId);
  }
}
