package io.boardstream.sink;

import static io.boardstream.sink.Models.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BucketWriterTest {

  private static final ModelCompatibility A = model("a", "first");
  private static final ModelCompatibility B = model("b", "first");
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private static LocalS3 server;
  private String prefix;
  private BucketFixture fixture;

  @BeforeAll
  static void startServer() throws Exception {
    server = new LocalS3();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() throws IOException {
    prefix = "t" + PREFIXES.incrementAndGet() + "/";
    fixture = new BucketFixture(server, prefix, Map.of());
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void theBucketHasTheDocumentsOfTheFolderAsWebsitesWantThem() {
    fixture.load(A, B);

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A, B)));
    assertThat(fixture.writer().isSettled()).isTrue();
    assertThat(server.head(prefix + "models/a.json").contentType()).isEqualTo("application/json");
    assertThat(server.head(prefix + "index.json").cacheControl()).isEqualTo("no-cache");
  }

  @Test
  void aTombstoneRemovesTheDocument() {
    fixture.load(A, B);

    fixture.writer().remove("a");
    fixture.writer().remove("never-was");
    fixture.settle();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(B)));
    assertThat(fixture.metrics.removed.count()).isEqualTo(1);
  }

  @Test
  void whatDidNotChangeIsNotWrittenAgainNotEvenAfterARestart() throws IOException {
    fixture.load(A, B);
    var before = server.head(prefix + "compatibility.json").lastModified();

    fixture.put(A).settle();
    fixture.restart();
    fixture.load(A, B);

    assertThat(fixture.metrics.written.count()).isEqualTo(2);
    assertThat(fixture.metrics.unchanged.count()).isEqualTo(3);
    assertThat(fixture.metrics.fullWritten.count()).isEqualTo(2);
    assertThat(server.head(prefix + "compatibility.json").lastModified()).isEqualTo(before);
  }

  @Test
  void aStartRewritesWhatDiffersAndRemovesOnlyWhatIsOursAndHasNoModel() throws IOException {
    fixture.load(A, B);
    server.write(prefix + "models/a.json", "{}");
    server.write(prefix + "models/orphan.json", "{}");
    server.delete(prefix + "index.json");
    for (String foreign :
        List.of("models/Not An Id.json", "models/deep/a.json", "readme.txt", "models/a.txt")) {
      server.write(prefix + foreign, "mine");
    }
    server.write("neighbour/models/orphan.json", "{}");

    fixture.restart();
    fixture.load(A);

    Map<String, String> expected = fixture.expected(List.of(A));
    assertThat(fixture.present())
        .containsAllEntriesOf(expected)
        .hasSize(expected.size() + 4)
        .containsEntry("readme.txt", "mine")
        .doesNotContainKeys("models/orphan.json", "models/b.json");
    assertThat(server.read("neighbour/models/orphan.json")).isEqualTo("{}");
  }

  @Test
  void whatOthersChangeIsMendedAtTheNextCheckWithoutAnyNews() {
    fixture.load(A, B);

    server.write(prefix + "models/a.json", "edited");
    server.delete(prefix + "models/b.json");
    server.write(prefix + "models/c.json", "planted");
    fixture.settle();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A, B)));
    assertThat(fixture.writer().problem()).isEmpty();
  }

  @Test
  void aWriteOverWhatOthersChangedIsNoticedSaidAndMended() {
    fixture.load(A, B);
    server.write(prefix + "models/a.json", "edited");

    fixture.put(model("a", "second")).writer().flush();

    assertThat(fixture.writer().problem().orElseThrow())
        .contains("Somebody else changed models/a.json", "s3://matrix/" + prefix);
    assertThat(server.read(prefix + "models/a.json")).isEqualTo("edited");

    fixture.settle();
    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(model("a", "second"), B)));
    assertThat(fixture.writer().problem()).isEmpty();
  }

  @Test
  void aDocumentThatOthersChangedIsNotRemovedBeforeThatIsNoticed() {
    fixture.load(A, B);
    server.write(prefix + "models/b.json", "edited");

    fixture.writer().remove("b");
    fixture.writer().flush();

    assertThat(fixture.writer().problem().orElseThrow())
        .contains("Somebody else changed models/b.json", "s3://matrix/" + prefix);
    assertThat(server.read(prefix + "models/b.json")).isEqualTo("edited");

    fixture.settle();
    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A)));
    assertThat(fixture.writer().problem()).isEmpty();
  }

  @Test
  void aLaterWriterTakesOverAndTheEarlierOneEnds() throws IOException {
    fixture.load(A);
    DocumentWriter earlier = fixture.writer();
    fixture.startAnother();
    fixture.load(B);

    fixture.settle();
    earlier.put("a", A, fixture.documents.model(A));
    earlier.flush();
    fixture.settle();
    earlier.flush();

    assertThat(earlier.problem().orElseThrow())
        .contains("Another sink that started later", "s3://matrix/" + prefix);
    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(B)));
    assertThat(fixture.writer().problem()).isEmpty();
    earlier.close();
    fixture.settle();
    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(B)));
  }

  @Test
  void aServerThatIsAwayIsSaidAndCaughtUpWith() throws Exception {
    fixture.load(A);
    server.stop();
    try {
      fixture.put(B).writer().remove("a");
      fixture.settle();

      assertThat(fixture.writer().problem().orElseThrow())
          .contains("Cannot write documents to s3://matrix/" + prefix, "127.0.0.1")
          .contains("Nothing is lost");
      assertThat(fixture.writer().isSettled()).isFalse();
      assertThat(fixture.metrics.reachable.get()).isZero();
    } finally {
      server.start();
    }
    fixture.settle();

    assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(B)));
    assertThat(fixture.metrics.reachable.get()).isEqualTo(1);
    assertThat(fixture.writer().problem()).isEmpty();
  }

  @Test
  void whileItIsAwayNothingIsAskedBeforeTheBackOffIsOver() throws Exception {
    fixture.load(A);
    server.stop();
    try {
      fixture.put(B).writer().flush();
      double failures = fixture.metrics.failures.count();
      for (int i = 0; i < 20; i++) {
        fixture.put(model("m" + i, "x")).writer().flush();
      }
      assertThat(fixture.metrics.failures.count()).isEqualTo(failures);
    } finally {
      server.start();
    }
  }

  @Test
  void aWrongKeyAndAMissingBucketAreSaidWithWhatToDo() throws IOException {
    try (BucketFixture stranger =
        new BucketFixture(server, prefix, Map.of("documents.s3.secret.access.key", "wrong"))) {
      stranger.load(A);
      assertThat(stranger.writer().problem().orElseThrow())
          .contains("HTTP 403", "Check the credentials", "s3:PutObject")
          .doesNotContain("wrong");
    }
    try (BucketFixture lost =
        new BucketFixture(server, prefix, Map.of("documents.s3.bucket", "nowhere"))) {
      lost.load(A);
      assertThat(lost.writer().problem().orElseThrow()).contains("NoSuchBucket", "Make the bucket");
    }
  }

  @Test
  void manyDocumentsAreListedAndWrittenPageByPage() throws IOException {
    ModelCompatibility[] many =
        IntStream.range(0, 1_100)
            .mapToObj(i -> model("m" + i, "text"))
            .toArray(ModelCompatibility[]::new);
    fixture.load(many);
    assertThat(fixture.metrics.written.count()).isEqualTo(1_100);

    fixture.restart();
    fixture.load(many);

    assertThat(fixture.metrics.unchanged.count()).isEqualTo(1_100);
    assertThat(fixture.present()).hasSize(1_102);
  }

  @Test
  void whereTagsAreNoSumsTheStoredHashTellsWhatIsUnchanged() throws Exception {
    try (LocalS3 opaque = LocalS3.withOpaqueTags();
        BucketFixture other =
            new BucketFixture(opaque, "", Map.of("documents.s3.conditional.writes", "false"))) {
      other.load(A, B);
      other.restart();
      other.load(A, model("b", "second"));

      assertThat(other.present()).isEqualTo(other.expected(List.of(A, model("b", "second"))));
      assertThat(other.metrics.unchanged.count()).isEqualTo(1);
      assertThat(other.metrics.written.count()).isEqualTo(3);
    }
  }
}
