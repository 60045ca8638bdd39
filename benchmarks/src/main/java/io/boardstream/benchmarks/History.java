package io.boardstream.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.streams.StreamsConfig;

/** What a row costs when its model has a history of 10 k, 100 k, 1 M rows already. */
public final class History {

  private static final int SAMPLE = 20_000;
  private static final int SAMPLES = 3;

  private History() {}

  /**
   * Fills one model's history up to each size in turn, and measures the next rows there.
   *
   * @param sizes rows of history, ascending
   */
  public static Report run(List<Integer> sizes, Path dir, Progress progress)
      throws ExecutionException, InterruptedException {
    return run(sizes, SAMPLE, dir, progress);
  }

  static Report run(List<Integer> sizes, int sample, Path dir, Progress progress)
      throws ExecutionException, InterruptedException {
    Report report = new Report("history");
    progress.says("starting a broker and a registry");
    try (StreamsBench bench = new StreamsBench(dir);
        StreamsBench.Subject subject = bench.matrix("history.", StreamsConfig.EXACTLY_ONCE_V2)) {
      Nightlies nights = new Nightlies(1, 1);
      int size = 0;
      double first = 0;
      for (int target : sizes) {
        while (size < target) {
          progress.says("%,d rows of history; filling up to %,d".formatted(size, target));
          int batch = Math.min(target - size, 50_000);
          subject.workOff(nights.take(batch));
          size += batch;
        }
        progress.says("%,d rows of history; measuring".formatted(size));
        List<Double> microsPerRow = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
          microsPerRow.add(1e6 * subject.workOff(nights.take(sample)).seconds() / sample);
          size += sample;
        }
        double cost = Report.median(microsPerRow);
        first = first == 0 ? cost : first;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("history_rows", (long) target);
        figures.put("us_per_row", cost);
        figures.put("ratio_to_first", cost / first);
        report.add("one model", figures);
      }
    }
    return report;
  }
}
