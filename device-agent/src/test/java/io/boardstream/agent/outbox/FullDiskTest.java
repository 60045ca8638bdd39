package io.boardstream.agent.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On a small disk of its own, which another process sees; where the system lets a user have it. */
@EnabledOnOs(OS.LINUX)
@Timeout(240)
final class FullDiskTest {
  private static final String MOUNT = "mount -t tmpfs -o size=3m none \"$0\"";

  @TempDir private Path folder;

  @Test
  void aFullDiskRefusesWhatIsNewAndWhatWaitsIsSentOnce() throws Exception {
    assumeTrue(run("true").startsWith("0\n"), "no disk of our own can be had here");

    String said = run("exec \"$1\" -cp \"$2\" " + FullDiskProgram.class.getName() + " \"$0\"");

    assertThat(said).startsWith("0\n").contains("full: ", "rest: ", "room again");
    List<String> lines = said.lines().toList();
    String waiting = line(lines, "waiting ").replaceAll(".* ", "");
    assertThat(line(lines, "waiting ")).isEqualTo("waiting " + waiting + " of " + waiting);
    assertThat(Integer.parseInt(waiting)).isGreaterThan(100);
    assertThat(line(lines, "left ")).isEqualTo("left 0 sent " + waiting);
    assertThat(line(lines, "distinct ")).isEqualTo("distinct " + waiting);
  }

  private static String line(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  /** Exit code, and what it said. */
  private String run(String command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "unshare",
                  "-rm",
                  "sh",
                  "-c",
                  MOUNT + " && " + command,
                  folder.toString(),
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  System.getProperty("java.class.path"))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return "127\n" + e.getMessage();
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + "\n" + said;
  }
}
