package io.boardstream.producers;

import io.boardstream.matrix.rows.MappedRow;
import java.util.function.Consumer;

/** Reads all benchmark rows of a source in one pass, each mapped as change data capture maps it. */
public interface RowReader {

  /**
   * Hands over every row once, in the order of the source, and holds a bounded part of them in
   * memory. A row that cannot be used is handed over as rejected; it does not end the pass.
   *
   * @throws RowReaderException when the source as a whole cannot be read (to the end)
   */
  void read(Consumer<? super MappedRow> rows);
}
