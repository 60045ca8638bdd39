package io.boardstream.agent.boards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnusableBoardsTest {

  @TempDir Path folder;

  @Test
  void aMarkHoldsForAllUntilItIsClearedOrTheHostStartsAnew() {
    UnusableBoards agent = new UnusableBoards(folder, "boot 1");
    agent.mark("lab/0000:01:00.0", "its reset failed\nwith a long story");

    assertThat(new UnusableBoards(folder, "boot 1").reason("lab/0000:01:00.0"))
        .contains("its reset failed");
    assertThat(agent.reason("lab/0000:02:00.0")).isEmpty();
    assertThat(new UnusableBoards(folder, "boot 2").reason("lab/0000:01:00.0")).isEmpty();

    agent.clear("lab/0000:01:00.0");
    agent.clear("lab/0000:01:00.0");
    assertThat(agent.reason("lab/0000:01:00.0")).isEmpty();
  }
}
