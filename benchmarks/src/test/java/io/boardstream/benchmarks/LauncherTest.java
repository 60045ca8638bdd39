package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path dir;

  @Test
  void whatACommandPrintsAndItsExitCodeComeBack() throws Exception {
    Launcher launcher = launcher("echo \"$1 $2\"; echo \"$BOARDSTREAM_NO_BUILD\" >&2; exit 3");

    Launcher.Answer answer = launcher.run(LIMIT, List.of("status", "two words"));

    assertThat(answer).isEqualTo(new Launcher.Answer(3, "status two words\n", "1\n"));
  }

  @Test
  void commandThatTakesTooLongIsEnded() throws Exception {
    Launcher launcher = launcher("echo begun; exec tail -f /dev/null");

    assertThatThrownBy(() -> launcher.run(Duration.ofMillis(500), List.of("up")))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("'boardstream up' took longer");
  }

  @Test
  void missingCommandIsNamed() {
    assertThatThrownBy(() -> Launcher.of(dir.resolve("nothing"), dir))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining(dir.resolve("nothing").toString());
  }

  @Test
  void systemThatDoesNotStartIsAFailureThatShowsWhatItPrinted() throws Exception {
    Launcher launcher = launcher("echo no disk; [ \"$1\" = down ]");

    assertThatThrownBy(() -> LiveSystem.start(launcher, dir.resolve("data")))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("ended with 1")
        .hasMessageContaining("no disk");
  }

  @Test
  void memoryIsThatOfAllProcessesThatNameTheFolderAndTheirChildren() throws Exception {
    Path dataDir = Files.createFile(dir.resolve("data"));
    // Beside a child that lives there is one that has ended, and whose parent never asks for it.
    String script = "tail -f /dev/null & true & echo begun; exec tail -f \"$0\"";
    Process shell = new ProcessBuilder("sh", "-c", script, dataDir.toString()).start();
    try {
      assertThat(shell.inputReader().readLine()).isEqualTo("begun");

      ProcessMemory memory =
          await().until(() -> ProcessMemory.ofSystemIn(dataDir), found -> found.processes() == 2);

      assertThat(memory.pssMib()).isPositive().isLessThanOrEqualTo(memory.rssMib());
    } finally {
      shell.descendants().forEach(ProcessHandle::destroy);
      shell.destroy();
    }
  }

  private Launcher launcher(String script) throws IOException {
    Path command = Files.writeString(dir.resolve("command"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    return Launcher.of(command, dir.resolve("output"));
  }
}
