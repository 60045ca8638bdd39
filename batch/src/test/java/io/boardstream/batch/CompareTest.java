package io.boardstream.batch;

import static io.boardstream.batch.CsvRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.catalogue.CatalogueFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompareTest {

  @TempDir Path folder;
  private Path live;
  private Converted batch;

  @BeforeEach
  void equal() throws IOException {
    live = folder.resolve("documents");
    batch =
        new Convert(MatrixSettings.of(Map.of(), new CatalogueFiles()), DocumentSettings.defaults())
            .run(
                CsvRows.reader(
                    folder.resolve("rows.csv"),
                    List.of(
                        row("a", "n150", 1, "mean_tps", "1"),
                        row("b", "n150", 1, "mean_tps", "1"))),
                read -> {});
    batch.writeFolder(live, Clock.fixed(Instant.parse("2026-05-01T12:00:00Z"), ZoneOffset.UTC));
  }

  @Test
  void theTimeOfTheDocumentIsNoDifference() throws IOException {
    assertThat(Compare.folder(live, batch)).isEmpty();

    edit("compatibility.json", "2026-05-01T12", "2025-01-01T00");

    assertThat(Compare.folder(live, batch)).isEmpty();
  }

  @Test
  void aWordThatDiffersIsNamedByItsPlace() throws IOException {
    edit("compatibility.json", "\"Supported\"", "\"Deprecated\"");

    assertThat(Compare.folder(live, batch))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.document()).isEqualTo("compatibility.json");
              assertThat(difference.kind()).isEqualTo(Difference.Kind.DIFFERENT);
              assertThat(difference.details())
                  .contains(
                      "$.models[a-fp16].compatibility[0].status: live \"Deprecated\", batch"
                          + " \"Supported\"");
              assertThat(difference.toString())
                  .startsWith("DIFFERENT compatibility.json\n  $.models[a-fp16]");
            });
  }

  @Test
  void missingUnexpectedAndBrokenDocumentsAreListed() throws IOException {
    Files.delete(live.resolve("models/a-fp16.json"));
    Files.writeString(live.resolve("models/ghost.json"), "{}");
    Files.writeString(live.resolve("index.json"), "{torn");

    assertThat(Compare.folder(live, batch))
        .extracting(Difference::document, Difference::kind)
        .containsExactly(
            tuple("index.json", Difference.Kind.DIFFERENT),
            tuple("models/a-fp16.json", Difference.Kind.MISSING),
            tuple("models/ghost.json", Difference.Kind.UNEXPECTED));
  }

  @Test
  void otherBytesOfTheSameJsonAreADifference() throws IOException {
    Files.writeString(live.resolve("models/a-fp16.json"), " ", StandardOpenOption.APPEND);

    assertThat(Compare.folder(live, batch))
        .singleElement()
        .satisfies(
            difference ->
                assertThat(difference.details().get(0)).contains("same JSON in other bytes"));
  }

  @Test
  void anAbsentFolderLacksEverything() throws IOException {
    assertThat(Compare.folder(folder.resolve("nothing"), batch))
        .hasSize(4)
        .allMatch(difference -> difference.kind() == Difference.Kind.MISSING);
  }

  private void edit(String name, String from, String to) throws IOException {
    String text = Files.readString(live.resolve(name));
    assertThat(text).contains(from);
    Files.writeString(live.resolve(name), text.replace(from, to));
  }
}
