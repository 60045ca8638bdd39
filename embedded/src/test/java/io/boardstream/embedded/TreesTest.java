package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {

  @TempDir Path folder;

  @RepeatedTest(20)
  void twoMayRemoveTheSameTreeAtTheSameTime() throws Exception {
    Path tree = folder.resolve("tree");
    for (int i = 0; i < 50; i++) {
      Files.writeString(Files.createDirectories(tree.resolve("a/b" + i)).resolve("file"), "x");
    }
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<Integer> remover =
        () -> {
          int arrival = together.await();
          Trees.delete(tree);
          return arrival;
        };
    ExecutorService removers = Executors.newFixedThreadPool(2);

    try {
      for (Future<Integer> removed : removers.invokeAll(List.of(remover, remover))) {
        removed.get();
      }
      assertThat(tree).doesNotExist();
    } finally {
      removers.shutdownNow();
    }
  }

  @Test
  void whatALinkPointsAtStays() throws Exception {
    Path kept = Files.writeString(Files.createDirectory(folder.resolve("kept")).resolve("f"), "x");
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("link"), kept.getParent());

    Trees.delete(tree);

    assertThat(tree).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void anAbsentTreeIsNoProblem() throws Exception {
    Trees.delete(folder.resolve("absent"));

    assertThat(folder).isEmptyDirectory();
  }
}
