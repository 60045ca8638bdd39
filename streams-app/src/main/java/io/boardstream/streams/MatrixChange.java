package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.schemas.Encoded;
import java.util.Optional;

/** A document that changed, or is gone when empty. */
sealed interface MatrixChange {

  record Run(Optional<Encoded<BenchmarkRun>> run) implements MatrixChange {}

  record OneCell(Optional<Encoded<Cell>> cell) implements MatrixChange {}

  record Model(Optional<Encoded<ModelCompatibility>> model) implements MatrixChange {}

  /** A piece of news of a series. */
  record News(Encoded<Regression> news) implements MatrixChange {}

  /** What is open in a series. */
  record Open(Optional<Encoded<Regression>> open) implements MatrixChange {}
}
