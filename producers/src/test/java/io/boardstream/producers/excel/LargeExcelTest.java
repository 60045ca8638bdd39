package io.boardstream.producers.excel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow with the file. The main method is the long version: {@code LargeExcelTest
 * FILE ROWS} makes the file when it is absent, and reads it; run it with {@code -Xmx512m}.
 */
final class LargeExcelTest {

  private static final int ROWS = 60_000;

  @TempDir private Path folder;

  @Test
  void fileIsReadInLessMemoryThanItsRowsTake() throws Exception {
    Path file = Sheets.large(folder.resolve("large.xlsx"), ROWS);
    Path log = folder.resolve("log");

    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeExcelTest.class.getName(),
                file.toString(),
                Integer.toString(ROWS))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start();

    try {
      assertThat(reader.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      reader.destroyForcibly();
    }
    assertThat(Files.readString(log)).contains("60,000 rows read");
  }

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    if (!Files.exists(file)) {
      Sheets.large(file, Integer.parseInt(args[1]));
    }
    long[] rows = {0};
    long start = System.nanoTime();
    new ExcelReader(file, "excel", ExcelReader.Listener.NONE).read(row -> rows[0]++);
    System.out.printf(
        "%,d rows read in %.1f s, %,d bytes, heap at most %,d MiB%n",
        rows[0],
        (System.nanoTime() - start) / 1e9,
        Files.size(file),
        Runtime.getRuntime().maxMemory() >> 20);
  }
}
