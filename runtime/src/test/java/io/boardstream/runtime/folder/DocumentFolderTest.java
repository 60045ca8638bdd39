package io.boardstream.runtime.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentFolderTest {

  @TempDir Path parent;

  @Test
  void theFolderIsMadeAndADocumentStandsInIt() throws IOException {
    Path root = parent.resolve("a/b");

    try (DocumentFolder folder = DocumentFolder.open(root)) {
      assertThat(folder.write("models/m.json", bytes("1"))).isEqualTo(written());
      assertThat(folder.write("index.json", bytes("2"))).isEqualTo(written());
      folder.sync();

      assertThat(root.resolve("models/m.json")).hasContent("1");
      assertThat(root.resolve("index.json")).hasContent("2");
      assertThat(folder.models()).containsExactly("m");
    }
  }

  @Test
  void equalBytesAreNotWrittenAgain() throws IOException {
    try (DocumentFolder folder = DocumentFolder.open(parent)) {
      folder.write("models/m.json", bytes("1"));
      Path file = parent.resolve("models/m.json");
      FileTime long_ago = FileTime.fromMillis(1_000_000);
      Files.setLastModifiedTime(file, long_ago);

      assertThat(folder.write("models/m.json", bytes("1")))
          .isEqualTo(DocumentFolder.Outcome.UNCHANGED);
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(long_ago);

      assertThat(folder.write("models/m.json", bytes("2"))).isEqualTo(written());
      assertThat(Files.getLastModifiedTime(file)).isNotEqualTo(long_ago);
    }
  }

  @Test
  void aRemovedDocumentIsGoneAndRemovingItTwiceIsNoError() throws IOException {
    try (DocumentFolder folder = DocumentFolder.open(parent)) {
      folder.write("models/m.json", bytes("1"));

      assertThat(folder.remove("models/m.json")).isTrue();
      assertThat(folder.remove("models/m.json")).isFalse();
      folder.sync();

      assertThat(folder.models()).isEmpty();
    }
  }

  @Test
  void noNameLeadsOutOfTheFolder() throws IOException {
    try (DocumentFolder folder = DocumentFolder.open(parent.resolve("documents"))) {
      for (String name : List.of("../x.json", "models/../../x.json", "/tmp/x.json")) {
        assertThatThrownBy(() -> folder.write(name, bytes("1")))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(parent.resolve("x.json")).doesNotExist();
    }
  }

  @Test
  void whatACrashLeftHalfWrittenIsRemovedAtTheNextStart() throws IOException {
    Files.createDirectories(parent.resolve("models"));
    Files.writeString(parent.resolve("models/.m.json.tmp"), "half");
    Files.writeString(parent.resolve(".index.json.tmp"), "half");
    Files.writeString(parent.resolve("models/m.json"), "whole");
    Files.writeString(parent.resolve("notes.txt"), "of a user");

    DocumentFolder.open(parent).close();

    try (Stream<Path> files = Files.walk(parent)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "m.json", "notes.txt");
    }
  }

  @Test
  void aSecondSinkInThisProcessIsRefusedAndTakesNothingFromTheFirst() throws Exception {
    try (DocumentFolder folder = DocumentFolder.open(parent)) {
      assertThatThrownBy(() -> DocumentFolder.open(parent))
          .isInstanceOf(FolderInUseException.class)
          .hasMessageContaining(parent.toString())
          .hasMessageContaining("documents.dir");

      try (TestProcess other = new TestProcess(LockingProcess.class, parent.toString())) {
        assertThat(other.line()).contains("in use by another Boardstream sink");
      }
      assertThat(folder.isStillThere()).isTrue();
    }
    DocumentFolder.open(parent).close();
  }

  @Test
  void theLockOfAKilledProcessIsFree() throws Exception {
    try (TestProcess other = new TestProcess(LockingProcess.class, parent.toString())) {
      assertThat(other.line()).isEqualTo("locked true");
      assertThatThrownBy(() -> DocumentFolder.open(parent))
          .isInstanceOf(FolderInUseException.class);

      other.kill();

      DocumentFolder.open(parent).close();
    }
  }

  @Test
  void aFolderThatWasRemovedOrReplacedIsNoticed() throws IOException {
    Path root = parent.resolve("documents");
    try (DocumentFolder folder = DocumentFolder.open(root)) {
      Files.move(root, parent.resolve("elsewhere"));
      assertThat(folder.isStillThere()).isFalse();

      Files.createDirectories(root.resolve("models"));
      Files.createFile(root.resolve(".lock"));
      assertThat(folder.isStillThere()).isFalse();
    }
  }

  @Test
  void aReaderSeesWholeDocumentsOnlyEvenWhenTheWriterIsKilled() throws Exception {
    for (int round = 0; round < 4; round++) {
      try (TestProcess writer = new TestProcess(WritingProcess.class, parent.toString())) {
        for (int i = 0; i < 20 + round; i++) {
          assertThat(writer.line()).containsOnlyDigits();
          assertAllWhole();
        }
      }
      assertAllWhole();
    }

    DocumentFolder.open(parent).close();
    try (Stream<Path> files = Files.list(parent.resolve("models"))) {
      assertThat(files).hasSize(WritingProcess.DOCUMENTS);
    }
  }

  private void assertAllWhole() throws IOException {
    for (int i = 0; i < WritingProcess.DOCUMENTS; i++) {
      Path file = parent.resolve("models/m" + i + ".json");
      if (Files.exists(file)) {
        assertThat(WritingProcess.isWhole(Files.readAllBytes(file))).isTrue();
      }
    }
  }

  private static DocumentFolder.Outcome written() {
    return DocumentFolder.Outcome.WRITTEN;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
