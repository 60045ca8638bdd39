package io.boardstream.benchmarks;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.sink.OneShot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many documents a second reach an S3 bucket, beside a folder on this machine's disk. */
public final class BucketSpeed {

  /** Runs of a model in a document: 14 metrics each. */
  private static final int RUNS_PER_MODEL = 4;

  private static final int ROWS_PER_RUN = 14;

  /**
   * What to measure.
   *
   * @param documents model documents of a round, each with other bytes than in the round before
   * @param rounds measured rounds, after one for warming up
   */
  public record Options(int documents, int rounds) {

    public Options {
      if (documents < 1 || rounds < 1) {
        throw new IllegalArgumentException("--documents and --rounds must be 1 or more.");
      }
    }
  }

  private BucketSpeed() {}

  /**
   * Writes all documents of each round to both, and those of the last round once more unchanged.
   * The bucket ends without models.
   *
   * @param sink settings of the sink that name the bucket
   */
  public static Report run(Options options, Map<String, String> sink, Path dir, Progress progress)
      throws IOException {
    Map<String, String> settings = new HashMap<>(sink);
    settings.put("documents.dir", dir.resolve("documents").toString());
    Map<String, List<Double>> rates = new HashMap<>();
    for (int round = 0; round <= options.rounds(); round++) {
      progress.says("round %d of %d".formatted(round, options.rounds()));
      Collection<ModelCompatibility> models = models(options.documents(), round);
      for (OneShot.Result result : OneShot.write(settings, models)) {
        if (result.written() != models.size()) {
          throw new BenchmarkException("Not all documents were new: " + result);
        }
        add(rates, round, result.destination() + ", every document changed", models, result);
      }
      for (OneShot.Result result : OneShot.write(settings, models)) {
        add(rates, round, result.destination() + ", nothing changed", models, result);
      }
    }
    progress.says("removing the documents");
    OneShot.write(settings, List.of());
    return report(options, rates);
  }

  private static void add(
      Map<String, List<Double>> rates,
      int round,
      String variant,
      Collection<ModelCompatibility> models,
      OneShot.Result result) {
    if (round > 0) { // The first warms up the virtual machine and the connections.
      rates.computeIfAbsent(variant, v -> new ArrayList<>()).add(models.size() / result.seconds());
    }
  }

  private static Report report(Options options, Map<String, List<Double>> rates) {
    Report report = new Report("s3");
    for (String change : List.of("every document changed", "nothing changed")) {
      double folder = Report.median(rates.getOrDefault("folder, " + change, List.of()));
      double bucket = Report.median(rates.getOrDefault("bucket, " + change, List.of()));
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("documents", (long) options.documents());
      figures.put("rounds", (long) options.rounds());
      figures.put("documents_per_s", bucket);
      figures.put("folder_documents_per_s", folder);
      figures.put("ratio_to_folder", bucket / folder);
      report.add(change, figures);
    }
    return report;
  }

  private static Collection<ModelCompatibility> models(int count, int seed) {
    BatchMatrix matrix = new BatchMatrix(Catalogue.builtIn(), new MatrixRules(Duration.ofDays(30)));
    new Nightlies(seed, count).take(count * RUNS_PER_MODEL * ROWS_PER_RUN).forEach(matrix::add);
    return matrix.models().values();
  }
}
