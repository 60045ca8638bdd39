package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

  @TempDir Path cache;

  @Test
  void startsAtTheSameTimeAgreeOnOneCopyAndRemoveWhatAKilledOneLeft() throws Exception {
    Path abandoned = Files.createDirectories(cache.resolve("unpacking-1/bin")).getParent();
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Callable<Path> start = () -> PostgresBinaries.unpacked(cache);
    ExecutorService starters = Executors.newFixedThreadPool(2);

    try {
      List<Future<Path>> homes = starters.invokeAll(List.of(start, start));

      assertThat(homes.get(0).get()).isEqualTo(homes.get(1).get());
      assertThat(homes.get(0).get().resolve("bin/postgres")).isExecutable();
      try (Stream<Path> copies = Files.list(cache)) {
        assertThat(copies).containsExactly(homes.get(0).get());
      }
    } finally {
      starters.shutdownNow();
    }
  }
}
