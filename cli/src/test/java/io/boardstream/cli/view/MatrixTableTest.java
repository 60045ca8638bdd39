package io.boardstream.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Status;
import io.boardstream.matrix.documents.StatusWord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MatrixTableTest {

  private static final List<ModelCompatibility> MODELS =
      new Matrices()
          .ran("Llama-3.1-8B", "n150")
          .ran("Llama-3.1-8B", "n300")
          .ran("Qwen3-8B", "n300")
          .ran("Qwen3-8B", "my-own-board")
          .models();

  @Test
  void eachCellHasItsWordAndTheUnknownIsNotANo() {
    assertThat(text(MODELS, 200, Matrices.SOON_AFTER, Paint.PLAIN))
        .containsSubsequence("model", "my-own-board", "n150", "n300")
        .containsPattern("llama-3-1-8b-fp16 +- +Supported +Supported")
        .containsPattern("qwen3-8b-fp16 +Supported +- +Supported")
        .contains("2 models, 3 devices: 4 Supported")
        .contains("- = no run is known; it is not a no")
        .contains("not in the catalogue of devices: my-own-board")
        .doesNotContain("\u001b", "stale");
  }

  @Test
  void whatWasNotVerifiedInTimeIsMarked() {
    String text = text(MODELS, 200, Matrices.TESTED.plus(Duration.ofDays(31)), Paint.PLAIN);

    assertThat(text).contains("Supported*", "* = stale");
  }

  @Test
  void whateverTheWidthEveryDeviceIsShownAndNoLineIsLonger() {
    Matrices many = new Matrices();
    for (int i = 0; i < 20; i++) {
      many.ran("Llama-3.1-8B-with-a-name-that-goes-on-and-on-and-on", "board-" + i);
    }
    for (int width : new int[] {40, 80, 132}) {
      String text = text(many.models(), width, Matrices.SOON_AFTER, Paint.PLAIN);

      String table = text.substring(0, text.indexOf("1 model, 20 devices"));
      assertThat(table.lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
      assertThat(Stream.iterate(0, i -> i + 1).limit(20))
          .allSatisfy(i -> assertThat(text).containsPattern("board-" + i + "( |\n)"));
      assertThat(text).contains("yes", "yes = Supported");
    }
  }

  @Test
  void coloursAreAddedToWordsAndNeverStandAlone() {
    for (Status status : Status.values()) {
      List<ModelCompatibility> models = Matrices.withStatus(MODELS, status);
      String plain = text(models, 200, Matrices.SOON_AFTER, Paint.PLAIN);
      String coloured = text(models, 200, Matrices.SOON_AFTER, Paint.COLOURED);

      assertThat(plain).contains(StatusWord.of(status).text());
      assertThat(coloured).contains("\u001b[");
      assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(plain);
    }
  }

  @Test
  void filtersNarrowModelsAndCells() {
    assertThat(new MatrixFilter("LLAMA", null, null, null).apply(MODELS)).hasSize(1);
    assertThat(new MatrixFilter(null, "N150", null, null).apply(MODELS))
        .singleElement()
        .satisfies(model -> assertThat(model.getCells()).hasSize(1));
    assertThat(new MatrixFilter(null, null, "llama", null).apply(MODELS)).hasSize(1);
    assertThat(new MatrixFilter(null, null, null, StatusWord.UNTESTED).apply(MODELS)).isEmpty();
    assertThat(MatrixFilter.status("not_SUPPORTED")).contains(StatusWord.NOT_SUPPORTED);
    assertThat(MatrixFilter.status("maybe")).isEmpty();
  }

  private static String text(List<ModelCompatibility> models, int width, Instant now, Paint paint) {
    StringWriter text = new StringWriter();
    new MatrixTable(models, width, now, paint).print(new PrintWriter(text, true));
    return text.toString();
  }
}
