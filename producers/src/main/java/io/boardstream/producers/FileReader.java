package io.boardstream.producers;

import io.boardstream.matrix.rows.MappedRow;
import java.util.Map;
import java.util.function.Consumer;

/** Reads the rows of a file, and can show what stood in it. */
public interface FileReader extends RowReader {

  /**
   * A row with what it was made of.
   *
   * @param columns the texts of the columns that the file has a value for, for a dead letter
   */
  record RawRow(MappedRow row, Map<String, String> columns) {}

  /**
   * As {@link #read}, with the raw texts.
   *
   * @throws RowReaderException when the file cannot be read (to the end)
   */
  void readRaw(Consumer<? super RawRow> rows);

  @Override
  default void read(Consumer<? super MappedRow> rows) {
    readRaw(raw -> rows.accept(raw.row()));
  }
}
