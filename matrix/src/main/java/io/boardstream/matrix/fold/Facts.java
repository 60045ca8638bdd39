package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRow;
import java.util.List;

/** Where a fold finds the facts of a run. */
@FunctionalInterface
interface Facts {

  /**
   * The rows of the run ordered by fact id; of more than {@link
   * io.boardstream.matrix.evidence.RunAssembly#MAX_ROWS}, the first and one more.
   */
  List<BenchmarkRow> of(byte[] run);
}
