package io.boardstream.sink;

import static io.boardstream.sink.Models.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentWriterTest {

  private static final ModelCompatibility A = model("a", "first");
  private static final ModelCompatibility B = model("b", "first");

  @TempDir Path root;
  private WriterFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new WriterFixture(root);
    fixture.writer().open();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void aModelIsWrittenAtOnceAndTheFullDocumentsAtMostOncePerInterval() throws IOException {
    fixture.load(A);
    assertThat(fixture.fullWritten()).isEqualTo(2);

    for (int i = 0; i < 10; i++) {
      fixture.pass(Duration.ofMillis(90));
      fixture.put(model("a", "change " + i));
      fixture.writer().flush();
      assertThat(fixture.read("models/a.json")).contains("change " + i);
    }
    assertThat(fixture.fullWritten()).isEqualTo(2);
    assertThat(fixture.read("index.json")).doesNotContain("change");

    assertThat(fixture.writer().nanosUntilDue()).isEqualTo(Duration.ofMillis(100).toNanos());
    fixture.pass(Duration.ofMillis(100));
    fixture.writer().flush();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(model("a", "change 9"))));
    assertThat(fixture.writer().nanosUntilDue()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void afterAQuietTimeAChangeIsInTheFullDocumentsAtOnce() throws IOException {
    fixture.load(A);
    fixture.pass(Duration.ofSeconds(1));

    fixture.put(B).writer().flush();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A, B)));
  }

  @Test
  void theLastChangeIsWrittenWhenTheSinkIsClosedWithinTheInterval() throws IOException {
    fixture.load(A);
    fixture.put(B).writer().flush();

    fixture.close();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A, B)));
  }

  @Test
  void whatDidNotChangeIsNotWrittenAgainNotEvenAfterARestart() throws IOException {
    fixture.load(A, B);
    FileTime before = FileTime.fromMillis(1_000_000);
    for (String name : fixture.present().keySet()) {
      Files.setLastModifiedTime(root.resolve(name), before);
    }

    fixture.pass(Duration.ofHours(1));
    fixture.put(A).writer().flush();
    fixture.restart();
    fixture.pass(Duration.ofHours(1));
    fixture.load(A, B);

    for (String name : fixture.present().keySet()) {
      assertThat(Files.getLastModifiedTime(root.resolve(name))).as(name).isEqualTo(before);
    }
    assertThat(fixture.read("compatibility.json")).contains("2026-05-01T00:00:00");
    assertThat(fixture.metrics.written.count()).isEqualTo(2);
    assertThat(fixture.metrics.unchanged.count()).isEqualTo(3);
  }

  @Test
  void generatedAtIsTheTimeOfTheLastDifference() throws IOException {
    fixture.load(A);
    fixture.pass(Duration.ofHours(2));

    fixture.put(B).writer().flush();

    assertThat(fixture.read("compatibility.json")).contains("2026-05-01T02:00:00");
  }

  @Test
  void aTombstoneRemovesTheDocument() throws IOException {
    fixture.load(A, B);
    fixture.pass(Duration.ofSeconds(1));

    fixture.writer().remove("a");
    fixture.writer().remove("never-was");
    fixture.writer().flush();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(B)));
    assertThat(fixture.metrics.removed.count()).isEqualTo(1);
  }

  @Test
  void aRestartRewritesWhatDiffersAndRemovesWhatHasNoModel() throws IOException {
    fixture.load(A, B);
    fixture.close();
    Files.writeString(root.resolve("models/a.json"), "{}");
    Files.writeString(root.resolve("models/orphan.json"), "{}");
    Files.writeString(root.resolve("models/Not An Id.json"), "{}");
    Files.delete(root.resolve("index.json"));
    Files.writeString(root.resolve("compatibility.json"), "not JSON");

    fixture.restart();
    fixture.load(A);

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A)));
  }

  @Test
  void fullDocumentsWaitUntilAllModelsAreKnown() throws IOException {
    fixture.put(A).writer().flush();

    assertThat(fixture.present()).containsOnlyKeys("models/a.json");
    assertThat(fixture.writer().isSettled()).isFalse();

    fixture.put(B).writer().complete(List.of("a", "b"));
    fixture.writer().flush();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A, B)));
    assertThat(fixture.writer().isSettled()).isTrue();
  }

  @Test
  void aModelThatIsGoneAtASecondReadingIsRemoved() throws IOException {
    fixture.load(A, B);
    fixture.pass(Duration.ofSeconds(1));

    fixture.put(B).writer().complete(List.of("b"));
    fixture.writer().flush();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(B)));
  }

  @Test
  void anEmptyMatrixHasFullDocumentsToo() throws IOException {
    fixture.load();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of()));
  }
}
