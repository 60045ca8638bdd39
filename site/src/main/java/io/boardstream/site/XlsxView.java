package io.boardstream.site;

import io.boardstream.runtime.Formula;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.jspecify.annotations.Nullable;

/** What a view of the matrix shows, as an Excel workbook: words, and a line per cell. */
final class XlsxView {

  private static final int ROWS_IN_MEMORY = 100;
  private static final int CHARACTER = 256;
  private static final int LONGEST = 32_767;

  private final SXSSFWorkbook workbook;
  private final CellStyle header;
  private final CellStyle quoted;

  /** A cell of the matrix, with what it stands in. */
  private record Line(ModelLine model, DeviceLine device, CellLine cell) {}

  private static final Map<String, Function<Line, @Nullable Object>> COLUMNS = columns();

  private XlsxView(SXSSFWorkbook workbook) {
    this.workbook = workbook;
    this.header = workbook.createCellStyle();
    Font bold = workbook.createFont();
    bold.setBold(true);
    header.setFont(bold);
    this.quoted = workbook.createCellStyle();
    quoted.setQuotePrefixed(true);
  }

  static void write(List<KnownModel> models, List<DeviceLine> devices, OutputStream out)
      throws IOException {
    try (SXSSFWorkbook workbook = new SXSSFWorkbook(ROWS_IN_MEMORY)) {
      XlsxView view = new XlsxView(workbook);
      view.matrix(models, devices);
      view.cells(models, devices);
      workbook.write(out);
    }
  }

  private void matrix(List<KnownModel> models, List<DeviceLine> devices) {
    List<String> columns = new ArrayList<>(List.of("Model", "Id", "Family"));
    devices.forEach(device -> columns.add(device.displayName()));
    Sheet sheet = sheet("Matrix", columns, models.size());
    int line = 1;
    for (KnownModel model : models) {
      Row row = sheet.createRow(line++);
      put(row, 0, model.line().displayName());
      put(row, 1, model.line().id());
      put(row, 2, model.line().family());
      for (int i = 0; i < devices.size(); i++) {
        CellLine cell = model.line().cells().get(devices.get(i).id());
        put(row, 3 + i, cell == null ? null : cell.status());
      }
    }
  }

  private void cells(List<KnownModel> models, List<DeviceLine> devices) {
    List<String> columns = List.copyOf(COLUMNS.keySet());
    int count = models.stream().mapToInt(model -> model.line().cells().size()).sum();
    Sheet sheet = sheet("Cells", columns, count);
    int line = 1;
    for (KnownModel model : models) {
      for (DeviceLine device : devices) {
        CellLine cell = model.line().cells().get(device.id());
        if (cell == null) {
          continue;
        }
        Row row = sheet.createRow(line++);
        int column = 0;
        for (Function<Line, @Nullable Object> value : COLUMNS.values()) {
          put(row, column++, value.apply(new Line(model.line(), device, cell)));
        }
      }
    }
  }

  /** With a header that stays in sight and filters. */
  private Sheet sheet(String name, List<String> columns, int rows) {
    Sheet sheet = workbook.createSheet(name);
    Row row = sheet.createRow(0);
    for (int i = 0; i < columns.size(); i++) {
      put(row, i, columns.get(i));
      row.getCell(i).setCellStyle(header);
      sheet.setColumnWidth(i, (i == 0 ? 36 : 18) * CHARACTER);
    }
    sheet.createFreezePane(1, 1);
    sheet.setAutoFilter(new CellRangeAddress(0, rows, 0, columns.size() - 1));
    return sheet;
  }

  private void put(Row row, int column, @Nullable Object value) {
    if (value instanceof Number number) {
      row.createCell(column).setCellValue(number.doubleValue());
    } else if (value != null) {
      String text = value.toString();
      Cell cell = row.createCell(column);
      cell.setCellValue(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
      if (Formula.is(text)) {
        // As typed with an apostrophe in front: stays text when somebody edits the cell.
        cell.setCellStyle(quoted);
      }
    }
  }

  private static Map<String, Function<Line, @Nullable Object>> columns() {
    Map<String, Function<Line, @Nullable Object>> columns = new LinkedHashMap<>();
    columns.put("model_id", line -> line.model.id());
    columns.put("model", line -> line.model.displayName());
    columns.put("family", line -> line.model.family());
    columns.put("tasks", line -> String.join("; ", line.model.tasks()));
    columns.put("device_id", line -> line.device.id());
    columns.put("device", line -> line.device.displayName());
    columns.put("status", line -> line.cell.status());
    columns.put("estimated_availability", line -> line.cell.estimatedAvailability());
    columns.put("software", line -> line.cell.software());
    columns.put("tier", line -> line.cell.tier());
    columns.put("mean_tps", line -> line.cell.metrics().get("mean_tps"));
    columns.put("mean_ttft_ms", line -> line.cell.metrics().get("mean_ttft_ms"));
    columns.put("last_verified", line -> line.cell.lastVerified());
    columns.put("stale_after", line -> line.cell.staleAfter());
    return columns;
  }
}
