package io.boardstream.cli;

import io.boardstream.producers.csv.CsvReader;
import io.boardstream.producers.excel.ExcelReader;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells what is noticed in a file, once, and how far its reading is. */
final class FileListener implements CsvReader.Listener, ExcelReader.Listener {

  private final PrintWriter err;
  private final Told told;
  private final Set<String> said = new HashSet<>();

  /** Learns how many rows have been read. */
  @FunctionalInterface
  interface Told {
    void progress(long rows, double done);
  }

  FileListener(PrintWriter err, Told told) {
    this.err = err;
    this.told = told;
  }

  @Override
  public void ignoredColumns(List<String> names) {
    once("Columns that are not of a benchmark row: " + String.join(", ", names));
  }

  @Override
  public void sheet(String name, List<String> ignoredColumns) {
    if (!ignoredColumns.isEmpty()) {
      once(
          "Columns of sheet '%s' that are not of a benchmark row: %s"
              .formatted(name, String.join(", ", ignoredColumns)));
    }
  }

  @Override
  public void skipped(String name, List<String> missingColumns) {
    once(
        "Sheet '%s' holds no benchmark rows: it lacks %s"
            .formatted(name, String.join(", ", missingColumns)));
  }

  @Override
  public void progress(long rows) {
    told.progress(rows, Double.NaN);
  }

  @Override
  public void progress(long rows, double done) {
    told.progress(rows, done);
  }

  private void once(String message) {
    if (said.add(message)) {
      err.println(message);
    }
  }
}
