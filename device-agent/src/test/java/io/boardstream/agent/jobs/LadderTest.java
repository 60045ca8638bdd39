package io.boardstream.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.runner.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LadderTest {
  private static final Rung ALL = new Rung(1, Map.of("optimization", "all", "a", "1"));
  private static final Rung SOME = new Rung(1, Map.of("optimization", "some"));
  private static final Rung NONE = new Rung(2, Map.of());

  @TempDir private Path folder;

  @Test
  void whatWorkedComesFirstAfterARestartToo() {
    try (RungMemory memory = open(100)) {
      Ladder ladder = new Ladder(memory);
      assertThat(ladder.rungs(frontend("f"), board("wormhole"), "m"))
          .containsExactly(ALL, SOME, NONE);
      ladder.worked(frontend("f"), board("wormhole"), "m", NONE);
      ladder.worked(frontend("f"), board("wormhole"), "other", SOME);
    }

    try (RungMemory memory = open(100)) {
      Ladder ladder = new Ladder(memory);
      assertThat(ladder.rungs(frontend("f"), board("wormhole"), "m"))
          .as("its own before that of others")
          .containsExactly(NONE, SOME, ALL);
      assertThat(ladder.rungs(frontend("f"), board("wormhole"), "new"))
          .containsExactly(SOME, ALL, NONE);
      assertThat(ladder.rungs(frontend("f"), board("blackhole"), "m"))
          .as("another architecture")
          .containsExactly(ALL, SOME, NONE);
      assertThat(ladder.rungs(frontend("g"), board("wormhole"), "m"))
          .as("another frontend")
          .containsExactly(ALL, SOME, NONE);
    }
  }

  @Test
  void whatWasNotUsedForLongestIsForgotten() {
    try (RungMemory memory = open(3)) {
      Ladder ladder = new Ladder(memory);
      for (String model : List.of("a", "b", "a", "c")) {
        ladder.worked(frontend("f"), board("wormhole"), model, NONE);
      }

      assertThat(memory.worked("f", "wormhole", "b")).isEmpty();
      assertThat(memory.worked("f", "wormhole", "a")).isPresent();
      assertThat(memory.worked("f", "wormhole", "c")).isPresent();
    }
  }

  @Test
  void aRungThatIsNotDeclaredAnyMoreIsNotTried() {
    try (RungMemory memory = open(3)) {
      Ladder ladder = new Ladder(memory);
      ladder.worked(frontend("f"), board("wormhole"), "m", new Rung(3, Map.of("gone", "1")));

      assertThat(ladder.rungs(frontend("f"), board("wormhole"), "m"))
          .containsExactly(ALL, SOME, NONE);
    }
  }

  @Test
  void aBrokenFileBeginsAnew() throws Exception {
    Files.writeString(folder.resolve("ladder.db"), "this is no database at all, and never was one");

    try (RungMemory memory = open(3)) {
      memory.remember("f", "wormhole", List.of("m"), NONE);
      assertThat(memory.worked("f", "wormhole", "m")).isPresent();
    }
  }

  private RungMemory open(int most) {
    return RungMemory.open(folder.resolve("ladder.db"), most);
  }

  private static Frontend frontend(String name) {
    return new Frontend(
        name,
        List.of("true"),
        Map.of(),
        Set.of("n150"),
        false,
        List.of(ALL, SOME, NONE),
        Limits.generous());
  }

  private static BoardSlot board(String architecture) {
    return new BoardSlot(
        "host/0", "n150", Optional.of(architecture), Optional.empty(), Optional.empty());
  }
}
