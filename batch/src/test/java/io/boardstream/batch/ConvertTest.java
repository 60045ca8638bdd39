package io.boardstream.batch;

import static io.boardstream.batch.CsvRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.RowReaderException;
import io.boardstream.producers.catalogue.CatalogueFiles;
import io.boardstream.producers.csv.CsvReader;
import io.boardstream.runtime.folder.DocumentFolder;
import io.boardstream.runtime.folder.FolderInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvertTest {

  private static final Clock NOON = clock("2026-05-01T12:00:00Z");
  private static final Clock LATER = clock("2026-05-02T12:00:00Z");

  @TempDir Path folder;
  private final Convert convert =
      new Convert(MatrixSettings.of(Map.of(), new CatalogueFiles()), DocumentSettings.defaults());

  @Test
  void everyRowIsAppliedFilteredByARuleOrRejectedWithAReason() throws IOException {
    List<Long> progress = new ArrayList<>();

    Converted converted =
        convert.run(
            CsvRows.reader(
                folder.resolve("rows.csv"),
                List.of(
                    row("Llama-3.1-8B-Instruct", "n150", 1, "mean_tps", "23.5"),
                    row("Llama-3.1-8B-Instruct", "t3k", 1, "mean_tps", "0"),
                    row("", "t3k", 1, "mean_tps", "1"),
                    row("Llama-3.1-8B-Instruct", "n150", 2, "mean_tps", "inf"),
                    row("Llama-3.1-8B-Instruct", "n150", 3, "mean_tps", "-inf"))),
            progress::add);

    RowCounts counts = converted.counts();
    assertThat(counts.read()).isEqualTo(5);
    assertThat(counts.applied()).isEqualTo(2);
    assertThat(counts.filtered()).isEqualTo(Map.of("no-model", 1L));
    assertThat(counts.rejected().values())
        .singleElement()
        .satisfies(
            rejected -> {
              assertThat(rejected.count()).isEqualTo(2);
              assertThat(rejected.example()).startsWith("row 4: ").contains("metric_value");
            });
    assertThat(converted.models()).containsOnlyKeys("llama-3-1-8b-instruct-fp16");
    assertThat(progress).containsExactly(5L);
  }

  @Test
  void theFileIsWrittenOnceAndKeepsItsTimeWhileNothingElseDiffers() throws IOException {
    Path to = folder.resolve("compatibility.json");
    List<String> rows = List.of(row("a", "n150", 1, "mean_tps", "1"));

    assertThat(converted(rows).writeTo(to, NOON)).isTrue();
    FileTime before = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(to, before);
    assertThat(converted(rows).writeTo(to, LATER)).isFalse();

    assertThat(Files.getLastModifiedTime(to)).isEqualTo(before);
    assertThat(to).content().contains("2026-05-01T12:00:00");

    List<String> more = List.of(rows.get(0), row("b", "n150", 1, "mean_tps", "1"));
    assertThat(converted(more).writeTo(to, LATER)).isTrue();
    assertThat(to).content().contains("2026-05-02T12:00:00");
    try (var files = Files.list(folder)) {
      assertThat(files).doesNotContain(folder.resolve(".compatibility.json.tmp"));
    }
  }

  @Test
  void theFolderIsTheSameWhateverTheOrderOfTheRows() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(row("model " + i % 7, "n" + i % 3 + "50", i % 40, "mean_tps", "" + i % 5));
    }
    Path live = folder.resolve("documents");
    converted(rows).writeFolder(live, NOON);
    // The row id of a CSV row is its line, and the documents do not show it.
    Collections.shuffle(rows, new Random(1));

    assertThat(Compare.folder(live, converted(rows))).isEmpty();
    assertThat(converted(rows).writeFolder(live, LATER)).isZero();
  }

  @Test
  void aFolderLosesDocumentsOfModelsThatAreGone() throws IOException {
    Path live = folder.resolve("documents");
    List<String> rows =
        List.of(row("a", "n150", 1, "mean_tps", "1"), row("b", "n150", 1, "mean_tps", "1"));
    assertThat(converted(rows).writeFolder(live, NOON)).isEqualTo(4);

    assertThat(converted(rows.subList(0, 1)).writeFolder(live, NOON)).isEqualTo(3);

    assertThat(live.resolve("models/a-fp16.json")).exists();
    assertThat(live.resolve("models/b-fp16.json")).doesNotExist();
  }

  @Test
  void aFolderThatASinkWritesToIsRefused() throws IOException {
    Path live = folder.resolve("documents");
    Converted converted = converted(List.of(row("a", "n150", 1, "mean_tps", "1")));
    try (DocumentFolder held = DocumentFolder.open(live)) {
      assertThat(held.isStillThere()).isTrue();

      assertThatThrownBy(() -> converted.writeFolder(live, NOON))
          .isInstanceOf(FolderInUseException.class);
    }
  }

  @Test
  void rowsThatCannotBeReadToTheEndMakeNoMatrix() {
    CsvReader absent =
        new CsvReader(
            folder.resolve("absent.csv"),
            "csv",
            new CsvReader.Listener() {
              @Override
              public void ignoredColumns(List<String> names) {}

              @Override
              public void progress(long rows) {}
            });

    assertThatThrownBy(() -> convert.run(absent, read -> {}))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("absent.csv");
  }

  private Converted converted(List<String> rows) throws IOException {
    return convert.run(CsvRows.reader(folder.resolve("rows.csv"), rows), read -> {});
  }

  private static Clock clock(String time) {
    return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
  }
}
