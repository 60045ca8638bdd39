package io.boardstream.cli;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.producers.FileReader;
import io.boardstream.producers.ci.CiReports;
import io.boardstream.producers.csv.CsvReader;
import io.boardstream.producers.excel.ExcelReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files as sources: who reads them, and what their sources are called unless the user says. */
final class FileSources {

  static final String CI = "ci";

  private FileSources() {}

  /** The same for an import and a conversion, so that both give the same documents. */
  static String source(String kind, @Nullable String chosen, Path file) {
    return chosen == null ? kind + ":" + file.toAbsolutePath().getFileName() : chosen;
  }

  static FileReader excel(Path file, @Nullable String source, FileListener listener) {
    return new ExcelReader(file, source("excel", source, file), listener);
  }

  static FileReader csv(Path file, @Nullable String source, FileListener listener) {
    return new CsvReader(file, source("csv", source, file), listener);
  }

  static CiReports ci(Path folder, @Nullable String source, Catalogue catalogue) {
    return CiReports.in(
        folder, source == null ? CI : source, label -> catalogue.device(label).mapped());
  }
}
