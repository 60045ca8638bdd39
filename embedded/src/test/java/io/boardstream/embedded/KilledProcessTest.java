package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {

  @TempDir Path folder;

  @Test
  void afterKillOfTheProcessItsChildrenEndAndNothingIsLost() throws Exception {
    List<ProcessHandle> children;
    try (OtherJvm jvm = OtherJvm.ready(Parts.class, folder.toString())) {
      children = servers();
      assertThat(children).hasSize(2);
      jvm.kill();
    }

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> children.stream().allMatch(ProcessTable::hasEnded));
    try (Parts parts = Parts.start(folder)) {
      Facts.verify(parts);
    }
  }

  @Test
  void orphansAreEndedByTheNextStartAndNothingIsLost() throws Exception {
    List<ProcessHandle> orphans;
    try (OtherJvm jvm = OtherJvm.ready(Parts.class, folder.toString())) {
      orphans = servers();
      // Without the shells that would end them, as when the whole process group is killed.
      lifeLines(jvm).forEach(ProcessHandle::destroyForcibly);
      await().until(() -> lifeLines(jvm).isEmpty());
      jvm.kill();
    }

    assertThat(orphans).hasSize(2).noneMatch(ProcessTable::hasEnded);
    try (Parts parts = Parts.start(folder)) {
      assertThat(orphans).allMatch(ProcessTable::hasEnded);
      Facts.verify(parts);
    }
  }

  /** The registry's JVM, and Postgres' own first process. */
  private List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses().filter(this::isServer).toList();
  }

  private boolean isServer(ProcessHandle process) {
    List<String> command = ProcessTable.commandLine(process.pid());
    return command.contains(folder.resolve("postgres/data").toString())
        || command.contains("-Dboardstream.registry.data=" + folder.resolve("registry"));
  }

  private static List<ProcessHandle> lifeLines(OtherJvm jvm) {
    return jvm.process()
        .children()
        .filter(process -> ProcessTable.commandLine(process.pid()).contains("sh"))
        .toList();
  }
}
