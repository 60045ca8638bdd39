package io.boardstream.batch;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.RowReader;
import io.boardstream.producers.csv.CsvReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Benchmark rows as a CSV file. */
final class CsvRows {

  private CsvRows() {}

  /** A measurement of a model on a device. */
  static String row(String model, String device, int run, String metric, String value) {
    return "%d,2026-05-%02dT00:00:00Z,%s,%s,128,128,1,,%d,benchmark,%s,%s"
        .formatted(1000 + run, run % 28 + 1, model, device, run, metric, value);
  }

  /** Without where each stands in the file: the same rows in another order are the same facts. */
  static RowReader reader(Path file, List<String> rows) throws IOException {
    Files.writeString(
        file, String.join(",", RowMapper.COLUMNS) + "\n" + String.join("\n", rows) + "\n");
    RowReader reader =
        new CsvReader(
            file,
            "csv",
            new CsvReader.Listener() {
              @Override
              public void ignoredColumns(List<String> names) {
                throw new AssertionError(names);
              }

              @Override
              public void progress(long count) {}
            });
    return consumer -> reader.read(row -> consumer.accept(withoutOrigin(row)));
  }

  private static MappedRow withoutOrigin(MappedRow row) {
    return row instanceof MappedRow.Accepted accepted
        ? new MappedRow.Accepted(BenchmarkRow.newBuilder(accepted.row()).setOrigin(null).build())
        : row;
  }
}
