package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentWatchTest {

  @TempDir Path dir;

  @Test
  void eachRenameIntoPlaceIsSeenAndNoHalfWrittenFile() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (DocumentWatch watch = DocumentWatch.of(dir, (name, text, at) -> seen.add(name + text))) {
      rename("a.json", "1");
      await().until(() -> seen.contains("a.json1"));
      rename("a.json", "2");
      await().until(() -> seen.contains("a.json2"));

      watch.check();
    }
    assertThat(seen).allMatch(file -> file.startsWith("a.json"));
  }

  @Test
  void probeMeasuresHowLateAFileIsSeen() throws IOException {
    try (DetectionProbe probe = new DetectionProbe(dir.resolve("probe"), 100)) {
      List<Double> millis = await().until(probe::takeMillis, taken -> !taken.isEmpty());

      assertThat(millis).allMatch(one -> one > 0 && one < 10_000);
    }
  }

  private void rename(String name, String text) throws IOException {
    Path draft = Files.writeString(dir.resolve("." + name + ".tmp"), text);
    Files.move(draft, dir.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
