package io.boardstream.agent.boards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoardLockTest {

  private static final String KEY = "host/0000:01:00.0";

  @TempDir Path folder;

  @Test
  void aBoardHasOneUserAtATime() {
    BoardLock lock = new BoardLock(folder);

    BoardLock.Held held = lock.tryLock(KEY, "job 1").orElseThrow();
    assertThat(new BoardLock(folder).tryLock(KEY, "job 2")).isEmpty();
    assertThat(lock.purpose(KEY)).startsWith("job 1 (process ");
    assertThat(lock.tryLock("host/0000:02:00.0", "job 2"))
        .isPresent()
        .get()
        .satisfies(BoardLock.Held::close);

    held.close();
    held.close();
    BoardLock.Held next = lock.tryLock(KEY, "job 3").orElseThrow();
    held.close();
    assertThat(lock.tryLock(KEY, "job 4")).as("a lock closed late frees nobody else's").isEmpty();
    next.close();
  }

  @Test
  void aLockEndsWithItsProcess() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockingProcess.class.getName(),
                folder.toString(),
                KEY)
            .redirectErrorStream(true)
            .start();
    BoardLock lock = new BoardLock(folder);
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("locked");
      assertThat(lock.tryLock(KEY, "ours")).isEmpty();
      assertThat(lock.purpose(KEY)).contains("theirs").contains(Long.toString(other.pid()));
    } finally {
      other.destroyForcibly();
    }
    other.waitFor();

    lock.tryLock(KEY, "ours").orElseThrow().close();
  }
}
