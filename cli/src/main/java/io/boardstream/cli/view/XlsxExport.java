package io.boardstream.cli.view;

import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.StatusWord;
import io.boardstream.runtime.Formula;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.ComparisonOperator;
import org.apache.poi.ss.usermodel.ConditionalFormattingRule;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.IndexedColors;
import org.apache.poi.ss.usermodel.PatternFormatting;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.SheetConditionalFormatting;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.jspecify.annotations.Nullable;

/**
 * The matrix as an Excel workbook: a sheet of models and devices, its words coloured by a condition
 * so that they stay right when edited, and a sheet of cells with numbers and provenance.
 */
public final class XlsxExport {

  private static final int ROWS_IN_MEMORY = 100;
  private static final int CHARACTER = 256;
  private static final int WIDEST = 60;

  private static final Map<StatusWord, IndexedColors> COLOURS =
      Map.of(
          StatusWord.SUPPORTED, IndexedColors.LIGHT_GREEN,
          StatusWord.NOT_SUPPORTED, IndexedColors.ROSE,
          StatusWord.COMING_SOON, IndexedColors.LIGHT_TURQUOISE,
          StatusWord.DEPRECATED, IndexedColors.LIGHT_ORANGE,
          StatusWord.UNTESTED, IndexedColors.GREY_25_PERCENT);

  private final SXSSFWorkbook workbook;
  private final CellStyle header;
  private final CellStyle quoted;

  private XlsxExport(SXSSFWorkbook workbook) {
    this.workbook = workbook;
    this.header = workbook.createCellStyle();
    Font bold = workbook.createFont();
    bold.setBold(true);
    header.setFont(bold);
    this.quoted = workbook.createCellStyle();
    quoted.setQuotePrefixed(true);
  }

  /** Writes, and leaves the stream open. */
  public static void write(Collection<ModelCompatibility> models, OutputStream out)
      throws IOException {
    try (SXSSFWorkbook workbook = new SXSSFWorkbook(ROWS_IN_MEMORY)) {
      XlsxExport export = new XlsxExport(workbook);
      export.matrix(models);
      export.cells(models);
      workbook.write(out);
    }
  }

  private void matrix(Collection<ModelCompatibility> models) {
    Map<String, String> devices = new TreeMap<>();
    models.forEach(
        model ->
            model
                .getCells()
                .forEach(cell -> devices.put(cell.getDeviceId(), cell.getDeviceDisplayName())));
    List<String> columns = new ArrayList<>(List.of("Model", "Id", "Family"));
    int fixed = columns.size();
    columns.addAll(devices.values());
    Sheet sheet = sheet("Matrix", columns, models.size(), 1);
    int line = 1;
    for (ModelCompatibility model : models) {
      Row row = sheet.createRow(line++);
      put(row, 0, model.getDisplayName());
      put(row, 1, model.getModelId());
      put(row, 2, model.getFamily());
      int column = fixed;
      for (String device : devices.keySet()) {
        put(row, column++, word(model, device));
      }
    }
    if (!devices.isEmpty()) {
      colour(sheet, new CellRangeAddress(1, Math.max(1, line - 1), fixed, columns.size() - 1));
    }
  }

  private void cells(Collection<ModelCompatibility> models) {
    List<String> columns = List.copyOf(CellColumns.ALL.keySet());
    int count = models.stream().mapToInt(model -> model.getCells().size()).sum();
    Sheet sheet = sheet("Cells", columns, count, 1);
    int line = 1;
    for (ModelCompatibility model : models) {
      for (Cell cell : model.getCells()) {
        Row row = sheet.createRow(line++);
        for (int i = 0; i < columns.size(); i++) {
          CellColumns.Value value = CellColumns.ALL.get(columns.get(i));
          put(row, i, value == null ? null : value.apply(model, cell));
        }
      }
    }
    int status = columns.indexOf("status");
    colour(sheet, new CellRangeAddress(1, Math.max(1, line - 1), status, status));
  }

  /** With a header that stays in sight and filters. */
  private Sheet sheet(String name, List<String> columns, int rows, int frozenColumns) {
    Sheet sheet = workbook.createSheet(name);
    Row row = sheet.createRow(0);
    for (int i = 0; i < columns.size(); i++) {
      put(row, i, columns.get(i));
      row.getCell(i).setCellStyle(header);
      int width = i == 0 ? WIDEST / 2 : Math.min(WIDEST, Math.max(14, columns.get(i).length() + 4));
      sheet.setColumnWidth(i, width * CHARACTER);
    }
    sheet.createFreezePane(frozenColumns, 1);
    sheet.setAutoFilter(new CellRangeAddress(0, rows, 0, columns.size() - 1));
    return sheet;
  }

  private void put(Row row, int column, @Nullable Object value) {
    if (value instanceof Double number) {
      row.createCell(column).setCellValue(number);
    } else if (value != null) {
      var cell = row.createCell(column);
      cell.setCellValue(value.toString());
      if (Formula.is(value.toString())) {
        // As typed with an apostrophe in front: stays text when somebody edits the cell.
        cell.setCellStyle(quoted);
      }
    }
  }

  private static @Nullable String word(ModelCompatibility model, String device) {
    return model.getCells().stream()
        .filter(cell -> cell.getDeviceId().equals(device))
        .map(cell -> StatusWord.of(cell.getStatus()).text())
        .findFirst()
        .orElse(null);
  }

  private static void colour(Sheet sheet, CellRangeAddress range) {
    SheetConditionalFormatting formatting = sheet.getSheetConditionalFormatting();
    COLOURS.forEach(
        (word, colour) -> {
          ConditionalFormattingRule rule =
              formatting.createConditionalFormattingRule(
                  ComparisonOperator.EQUAL, "\"" + word.text() + "\"");
          PatternFormatting fill = rule.createPatternFormatting();
          fill.setFillBackgroundColor(colour.index);
          fill.setFillPattern(PatternFormatting.SOLID_FOREGROUND);
          formatting.addConditionalFormatting(new CellRangeAddress[] {range}, rule);
        });
  }
}
