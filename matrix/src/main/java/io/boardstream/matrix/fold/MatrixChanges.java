package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.schemas.Encoded;
import java.util.Optional;

/**
 * Receives what changed; an empty value says that the key is gone. What did not change is not told.
 */
public interface MatrixChanges {

  void run(String key, Optional<Encoded<BenchmarkRun>> run);

  void cell(String key, Optional<Encoded<Cell>> cell);

  void model(String modelId, Optional<Encoded<ModelCompatibility>> model);

  /** A piece of news of a series; told once. */
  void regression(String seriesId, Encoded<Regression> news);

  /** What is open in a series. */
  void openRegression(String seriesId, Optional<Encoded<Regression>> open);
}
