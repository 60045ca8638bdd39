package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import java.util.Optional;

/** A document that changed, or is gone when empty. */
sealed interface MatrixChange {

  record Run(Optional<BenchmarkRun> run) implements MatrixChange {}

  record OneCell(Optional<Cell> cell) implements MatrixChange {}

  record Model(Optional<ModelCompatibility> model) implements MatrixChange {}
}
