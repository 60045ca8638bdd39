package io.boardstream.benchmarks;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.MatrixRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The documents that follow from some rows and the settings as shipped, and the wait for them. */
final class ExpectedDocuments {

  private static final MatrixRules RULES = new MatrixRules(Duration.ofDays(30));

  private final Map<String, byte[]> byFile = new HashMap<>();

  ExpectedDocuments(List<BenchmarkRow> rows) {
    BatchMatrix matrix = new BatchMatrix(Catalogue.builtIn(), RULES);
    rows.forEach(matrix::add);
    Documents documents = new Documents(DocumentSettings.defaults());
    matrix.models().forEach((id, model) -> byFile.put(id + ".json", documents.model(model)));
  }

  /**
   * Waits until every one of them stands in the folder, byte by byte.
   *
   * @throws BenchmarkException when that takes longer
   */
  void await(Path models, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Map<String, byte[]> left = new HashMap<>(byFile);
    while (true) {
      removeWhatStands(left, models);
      if (left.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new BenchmarkException(
            "%d of %d documents are not what the rows say after %d s, among them %s"
                .formatted(
                    left.size(),
                    byFile.size(),
                    limit.toSeconds(),
                    left.keySet().iterator().next()));
      }
      Thread.sleep(10); // Resolution of what is measured.
    }
  }

  private static void removeWhatStands(Map<String, byte[]> left, Path models) throws IOException {
    for (Map.Entry<String, byte[]> document : List.copyOf(left.entrySet())) {
      Path file = models.resolve(document.getKey());
      if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), document.getValue())) {
        left.remove(document.getKey());
      }
    }
  }
}
