package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir Path parent;

  @Test
  void isForItsOwnerOnly() throws Exception {
    Path path = parent.resolve("a/b");

    try (DataFolder folder = DataFolder.open(path, "part")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void isHeldOnceInAProcessAndFreeAgainAfterClose() {
    try (DataFolder folder = DataFolder.open(parent, "part")) {
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> DataFolder.open(folder.path(), "part"))
          .withMessageContaining("in use by this process")
          .withMessageContaining("choose another folder");
    }
    DataFolder.open(parent, "part").close();
  }

  @Test
  void isHeldOnceOnTheMachineEvenAfterAnAttemptFromTheSameProcess() throws Exception {
    try (OtherJvm jvm = OtherJvm.ready(Holder.class, parent.toString())) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatExceptionOfType(EmbeddedException.class)
            .isThrownBy(() -> DataFolder.open(parent, "part"))
            .withMessageContaining("in use by process " + jvm.process().pid());
      }
      jvm.kill();
    }
    DataFolder.open(parent, "part").close();
  }

  @Test
  void thatCannotBeMadeSaysWhatToDo() throws Exception {
    Path file = Files.createFile(parent.resolve("file"));

    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> DataFolder.open(file.resolve("below"), "part"))
        .withMessageContaining("Cannot use " + file.resolve("below"))
        .withMessageContaining("choose another folder");
  }

  /** Holds a folder, and tries once more itself, which must not give up the lock. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      Path path = Path.of(arguments[0]);
      DataFolder folder = DataFolder.open(path, "part");
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> DataFolder.open(path, "part"));
      System.out.println("READY");
      Thread.currentThread().join();
      folder.close();
    }
  }
}
