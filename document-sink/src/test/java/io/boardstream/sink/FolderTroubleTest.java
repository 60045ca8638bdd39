package io.boardstream.sink;

import static io.boardstream.sink.Models.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost while documents cannot be written, and the folder catches up by itself. */
final class FolderTroubleTest {

  private static final ModelCompatibility A = model("a", "first");
  private static final ModelCompatibility B = model("b", "first");
  private static final Duration LONGER_THAN_ANY_BACK_OFF = Duration.ofSeconds(10);

  @TempDir Path parent;
  private boolean mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", "-l", parent.resolve("disk").toString())).isZero();
    }
  }

  @Test
  void aFullDiskIsSaidAndCaughtUpWithWhenThereIsSpaceAgain() throws Exception {
    Path disk = disk("64k");
    try (WriterFixture fixture = new WriterFixture(disk.resolve("documents"))) {
      fixture.writer().open();
      fixture.load(A);
      fill(disk.resolve("filler"));
      String large = "now " + "y".repeat(6_000);

      fixture.put(model("a", large), B).writer().remove("never-was");
      fixture.pass(Duration.ofSeconds(1));
      fixture.writer().flush();

      assertThat(fixture.writer().problem().orElseThrow())
          .contains(disk.toString(), "disk is full", "Free space");
      assertThat(fixture.read("models/a.json")).as("the old one, whole").contains("first");
      assertThat(fixture.writer().isSettled()).isFalse();
      assertThat(fixture.metrics.waiting.get()).isEqualTo(2);

      fixture.pass(LONGER_THAN_ANY_BACK_OFF);
      fixture.writer().flush();
      assertThat(fixture.writer().problem()).as("still full").isPresent();

      Files.delete(disk.resolve("filler"));
      fixture.pass(LONGER_THAN_ANY_BACK_OFF);
      fixture.writer().flush();

      assertThat(fixture.writer().problem()).isEmpty();
      assertThat(fixture.writer().isSettled()).isTrue();
      assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(model("a", large), B)));
    }
  }

  @Test
  void aSmallDocumentIsWrittenWhileALargeOneHasNoSpace() throws Exception {
    Path disk = disk("64k");
    try (WriterFixture fixture = new WriterFixture(disk.resolve("documents"))) {
      fixture.writer().open();
      fixture.load();

      fixture.put(model("large", "y".repeat(90_000)), B).writer().flush();

      assertThat(fixture.present()).containsKey("models/b.json");
      assertThat(fixture.writer().problem().orElseThrow()).contains("disk is full");
      assertThat(fixture.writer().nanosUntilDue()).isPositive();
    }
  }

  @Test
  void aReadOnlyFileSystemIsSaidEvenAtTheStart() throws Exception {
    Path disk = disk("64k");
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();
    try (WriterFixture fixture = new WriterFixture(disk.resolve("documents"))) {
      fixture.writer().open();
      fixture.load(A);
      assertThat(fixture.writer().problem().orElseThrow()).contains("read-only");

      assertThat(run("mount", "-o", "remount,rw", disk.toString())).isZero();
      fixture.pass(LONGER_THAN_ANY_BACK_OFF);
      fixture.writer().flush();

      assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A)));
    }
  }

  @Test
  void aFolderWithoutPermissionIsSaid() throws Exception {
    assumeTrue(!System.getProperty("user.name").equals("root"), "root may write everywhere");
    Path root = Files.createDirectory(parent.resolve("documents"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("r-xr-xr-x"));
    try (WriterFixture fixture = new WriterFixture(root)) {
      fixture.writer().open();
      fixture.load(A);
      assertThat(fixture.writer().problem().orElseThrow())
          .contains("permission denied", System.getProperty("user.name"));

      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      fixture.pass(LONGER_THAN_ANY_BACK_OFF);
      fixture.writer().flush();

      assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A)));
    }
  }

  @Test
  void aDocumentThatCannotBeReplacedDoesNotHoldUpTheOthers() throws IOException {
    Path obstacle = parent.resolve("models/a.json");
    Files.createDirectories(obstacle);
    Files.writeString(obstacle.resolve("x"), "in the way");
    try (WriterFixture fixture = new WriterFixture(parent)) {
      fixture.writer().open();
      fixture.load(A, B);

      assertThat(fixture.present()).containsKeys("models/b.json", "index.json");
      assertThat(fixture.writer().problem().orElseThrow()).contains("models/a.json");

      Files.delete(obstacle.resolve("x"));
      Files.delete(obstacle);
      fixture.pass(LONGER_THAN_ANY_BACK_OFF);
      fixture.writer().flush();

      assertThat(fixture.writer().problem()).isEmpty();
      assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A, B)));
    }
  }

  @Test
  void aFolderThatWasRemovedIsWrittenAnewWithoutAChange() throws IOException {
    try (WriterFixture fixture = new WriterFixture(parent.resolve("documents"))) {
      fixture.writer().open();
      fixture.load(A, B);

      removeAll(fixture.root);
      fixture.writer().flush();

      assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A, B)));
      assertThat(fixture.writer().problem()).isEmpty();
    }
  }

  @Test
  void aFileInPlaceOfTheFolderIsSaid() throws IOException {
    Path root = parent.resolve("documents");
    Files.writeString(root, "a file");
    try (WriterFixture fixture = new WriterFixture(root)) {
      fixture.writer().open();
      fixture.load(A);
      assertThat(fixture.writer().problem().orElseThrow()).contains(root.toString());

      Files.delete(root);
      fixture.pass(LONGER_THAN_ANY_BACK_OFF);
      fixture.writer().flush();

      assertThat(fixture.present()).isEqualTo(fixture.expected(List.of(A)));
    }
  }

  private Path disk(String size) throws Exception {
    Path disk = Files.createDirectory(parent.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "a small disk can be mounted by root only");
    return disk;
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void fill(Path file) {
    try {
      for (int i = 0; ; i++) {
        Files.write(
            file, new byte[1024], i == 0 ? StandardOpenOption.CREATE : StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static void removeAll(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
