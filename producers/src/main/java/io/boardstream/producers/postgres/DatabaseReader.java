package io.boardstream.producers.postgres;

import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.producers.RowReader;
import io.boardstream.producers.RowReaderException;
import io.boardstream.runtime.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads all benchmark rows of a database: of the flat table and of the four, as far as set. */
public final class DatabaseReader implements RowReader {

  private final List<RowReader> readers = new ArrayList<>();

  public DatabaseReader(Settings settings) {
    PostgresSettings postgres = new PostgresSettings(settings.values());
    if (postgres.readsTable()) {
      readers.add(new PostgresReader(settings));
    }
    if (postgres.readsCicd()) {
      readers.add(new CicdReader(settings));
    }
  }

  @Override
  public void read(Consumer<? super MappedRow> rows) {
    if (readers.isEmpty()) {
      throw new RowReaderException(
          "Neither postgres.table nor postgres.cicd.schema names anything to read");
    }
    readers.forEach(reader -> reader.read(rows));
  }
}
