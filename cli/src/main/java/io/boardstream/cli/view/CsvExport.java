package io.boardstream.cli.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.JsonNumber;
import io.boardstream.runtime.Formula;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells as CSV (RFC 4180, UTF-8), one line each. */
public final class CsvExport {

  private CsvExport() {}

  /** Writes, and leaves the stream open. */
  public static void write(Collection<ModelCompatibility> models, OutputStream out)
      throws IOException {
    CsvSchema.Builder columns = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
    CellColumns.ALL.keySet().forEach(columns::addColumn);
    ObjectWriter rows =
        new CsvMapper().writer(columns.build()).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    try (SequenceWriter writer = rows.writeValues(out)) {
      for (ModelCompatibility model : models) {
        for (Cell cell : model.getCells()) {
          writer.write(row(model, cell));
        }
      }
    }
  }

  private static Map<String, @Nullable String> row(ModelCompatibility model, Cell cell) {
    Map<String, @Nullable String> row = new LinkedHashMap<>();
    CellColumns.ALL.forEach((name, column) -> row.put(name, text(column.apply(model, cell))));
    return row;
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof Double number) {
      return JsonNumber.of(number);
    }
    return value == null ? null : Formula.escaped(value.toString());
  }
}
