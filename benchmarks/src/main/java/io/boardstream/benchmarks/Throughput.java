package io.boardstream.benchmarks;

import io.boardstream.avro.BenchmarkRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How many rows a second become documents, beside a pass-through of the same records on the same
 * broker.
 */
public final class Throughput {

  /**
   * What to measure.
   *
   * @param rows rows of a measured round
   * @param rounds measured rounds, after one for warming up; matrix and pass-through take turns
   * @param atLeastOnce whether to measure the weaker guarantee too
   */
  public record Options(int rows, int rounds, boolean atLeastOnce) {}

  private Throughput() {}

  public static Report run(Options options, Path dir, Progress progress)
      throws ExecutionException, InterruptedException {
    Report report = new Report("throughput");
    progress.says("starting a broker and a registry");
    try (StreamsBench bench = new StreamsBench(dir)) {
      measure(bench, StreamsConfig.EXACTLY_ONCE_V2, options, report, progress);
      if (options.atLeastOnce()) {
        measure(bench, StreamsConfig.AT_LEAST_ONCE, options, report, progress);
      }
    }
    return report;
  }

  private static void measure(
      StreamsBench bench, String guarantee, Options options, Report report, Progress progress)
      throws ExecutionException, InterruptedException {
    List<Double> matrix = new ArrayList<>();
    List<Double> passThrough = new ArrayList<>();
    List<Double> documents = new ArrayList<>();
    List<Double> perCommit = new ArrayList<>();
    try (StreamsBench.Subject ours = bench.matrix("matrix-" + guarantee + ".", guarantee);
        StreamsBench.Subject baseline = bench.passThrough("pass-" + guarantee + ".", guarantee)) {
      Nightlies nights = new Nightlies(1, 30);
      for (int round = 0; round <= options.rounds(); round++) {
        progress.says(
            "%s, round %d of %d%s"
                .formatted(guarantee, round, options.rounds(), round == 0 ? " (to warm up)" : ""));
        List<BenchmarkRow> rows = nights.take(options.rows());
        StreamsBench.Work our = ours.workOff(rows);
        double baseSeconds = baseline.workOff(rows).seconds();
        if (round > 0) { // The first warms up the virtual machine, the page cache and the stores.
          matrix.add(rows.size() / our.seconds());
          passThrough.add(rows.size() / baseSeconds);
          documents.add(our.documents());
          perCommit.add(our.documents() / Math.max(1, our.commits()));
        }
      }
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < matrix.size(); i++) {
      ratios.add(matrix.get(i) / passThrough.get(i));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", (long) options.rows());
    figures.put("rounds", (long) options.rounds());
    figures.put("rows_per_s", Report.median(matrix));
    figures.put("passthrough_rows_per_s", Report.median(passThrough));
    figures.put("ratio_to_passthrough", Report.median(ratios));
    figures.put("documents", Report.median(documents));
    figures.put("documents_per_commit", Report.median(perCommit));
    report.add(guarantee, figures);
  }
}
