package io.boardstream.matrix.assembly;

import io.boardstream.avro.BenchmarkRow;
import java.util.Optional;

/** Takes the rows that changed; what did not change is not told again. */
public interface AssembledRows {

  /**
   * A row is new or other than before, or is gone when empty.
   *
   * @param key key on {@code benchmark.rows}
   */
  void row(String key, Optional<BenchmarkRow> row);

  /** A row cannot be one of the contract; what it replaced was taken back before. */
  void rejected(String key, RejectedRow row);
}
