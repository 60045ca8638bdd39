package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.batch.Converted;
import io.boardstream.batch.LiveDocuments;
import io.boardstream.batch.RowCounts;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of a system at work: what is in motion is excused, and nothing else. */
final class DocumentCheckTest {

  private static final String RESTING = "resting-7b-fp16";
  private static final String MOVING = "moving-7b-fp16";

  @TempDir Path folder;

  @BeforeEach
  void liveIsLaterThanTheMoment() throws IOException {
    matrix("Resting-7B", 1, "Moving-7B", 2).writeFolder(folder, Clock.systemUTC());
  }

  private static Converted moment() {
    return matrix("Resting-7B", 1, "Moving-7B", 1);
  }

  @Test
  void aModelInMotionIsExcusedInItsDocumentAndInThoseOverAll() {
    Findings findings = check(moment(), Set.of(MOVING));

    assertThat(findings.isClean()).isTrue();
    assertThat(findings.reports())
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.checked()).isEqualTo(4);
              assertThat(s.inMotion()).isEqualTo(2);
            });
  }

  @Test
  void atRestTheSameIsADifferenceEverywhere() {
    Findings findings = check(moment(), Set.of());

    assertThat(findings.differences())
        .extracting(AuditDifference::key)
        .containsExactlyInAnyOrder(DocumentFolder.model(MOVING), DocumentFolder.COMPATIBILITY);
    assertThat(findings.differing()).containsExactly(MOVING);
  }

  @Test
  void anotherModelInTheDocumentOverAllIsNotExcused() throws IOException {
    Path compatibility = folder.resolve(DocumentFolder.COMPATIBILITY);
    Files.writeString(
        compatibility,
        Files.readString(compatibility).replace("\"resting-7b-fp16\"", "\"renamed-7b-fp16\""));

    Findings findings = check(moment(), Set.of(MOVING));

    assertThat(findings.differences())
        .singleElement()
        .extracting(AuditDifference::key)
        .isEqualTo(DocumentFolder.COMPATIBILITY);
  }

  @Test
  void aModelThatCameOrWentIsExcusedOnlyWhileItMoves() {
    Converted before = matrix("Resting-7B", 1);

    assertThat(check(before, Set.of(MOVING)).isClean()).isTrue();
    assertThat(check(before, Set.of(RESTING)).differences())
        .extracting(AuditDifference::kind, AuditDifference::key)
        .contains(tuple(AuditDifference.Kind.UNEXPECTED, DocumentFolder.model(MOVING)));
  }

  private Findings check(Converted expected, Set<String> inMotion) {
    DocumentCheck check = new DocumentCheck(LiveDocuments.inFolder(folder), expected);
    check.read();
    Findings findings = new Findings(inMotion);
    check.check(findings);
    return findings;
  }

  /** Models by name, each with one value. */
  private static Converted matrix(Object... modelsAndValues) {
    BatchMatrix matrix = new BatchMatrix(Catalogue.builtIn(), new MatrixRules(Duration.ofDays(14)));
    for (int i = 0; i < modelsAndValues.length; i += 2) {
      matrix.add(
          BenchmarkRow.newBuilder()
              .setSource("test")
              .setRowId(String.valueOf(i))
              .setMlModelName((String) modelsAndValues[i])
              .setDeviceName("n150")
              .setBenchmarkRunId("1")
              .setStepName("benchmark")
              .setMetricName("mean_tps")
              .setMetricValue(((Integer) modelsAndValues[i + 1]).doubleValue())
              .build());
    }
    return new Converted(
        new RowCounts(0, 0, new TreeMap<>(), new TreeMap<>()),
        matrix.models(),
        new Documents(DocumentSettings.defaults()));
  }

  @Test
  void theSameFactInAnyVersionIsTheSameContent() {
    BenchmarkRow row = BenchmarkRow.newBuilder().setSource("a").setRowId("1").build();
    BenchmarkRow versioned =
        BenchmarkRow.newBuilder(row).setVersion(new FactVersion(1L, 2L)).build();

    assertThat(Digest.of(versioned)).isEqualTo(Digest.of(row));
    assertThat(Digest.of(BenchmarkRow.newBuilder(row).setRowId("2").build()))
        .isNotEqualTo(Digest.of(row));
    assertThat(Digest.of("a")).isEqualTo(Digest.of("a".getBytes(UTF_8)));
  }
}
