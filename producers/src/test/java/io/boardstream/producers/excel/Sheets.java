package io.boardstream.producers.excel;

import io.boardstream.matrix.rows.RowMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;

/** Makes Excel files of benchmark rows. */
final class Sheets {

  static final LocalDateTime ENDED = LocalDateTime.parse("2025-01-21T16:28:29");

  private Sheets() {}

  /** A row as the benchmark database has them, numbers as floats; change what the test is about. */
  static Map<String, Object> row(String model, String metric, Object value) {
    Map<String, Object> row = new TreeMap<>();
    row.put("github_pipeline_id", 12_890_516_473.0);
    row.put("pipeline_end_ts", ENDED);
    row.put("ml_model_name", model);
    row.put("device_name", "N300");
    row.put("isl", 128.0);
    row.put("osl", 128.0);
    row.put("batch_size", 1.0);
    row.put("benchmark_run_id", 35_942_438_708.0);
    row.put("step_name", "benchmark");
    row.put("metric_name", metric);
    row.put("metric_value", value);
    return row;
  }

  static void header(Sheet sheet, int at, List<String> columns) {
    Row row = sheet.createRow(at);
    for (int i = 0; i < columns.size(); i++) {
      row.createCell(i).setCellValue(columns.get(i));
    }
  }

  static Row put(Sheet sheet, int at, List<String> columns, Map<String, Object> values) {
    CellStyle date =
        sheet.getWorkbook().getNumCellStyles() > 30 ? null : dates(sheet.getWorkbook());
    Row row = sheet.createRow(at);
    for (int i = 0; i < columns.size(); i++) {
      Object value = values.get(columns.get(i));
      if (value instanceof LocalDateTime time) {
        Cell cell = row.createCell(i);
        cell.setCellValue(time);
        cell.setCellStyle(date);
      } else if (value instanceof Number number) {
        row.createCell(i).setCellValue(number.doubleValue());
      } else if (value instanceof Boolean truth) {
        row.createCell(i).setCellValue(truth);
      } else if (value != null) {
        row.createCell(i).setCellValue(value.toString());
      }
    }
    return row;
  }

  private static CellStyle dates(Workbook workbook) {
    CellStyle style = workbook.createCellStyle();
    style.setDataFormat(workbook.createDataFormat().getFormat("yyyy-mm-dd hh:mm:ss"));
    return style;
  }

  static Path save(Workbook workbook, Path file) throws IOException {
    try (workbook;
        OutputStream out = Files.newOutputStream(file)) {
      workbook.write(out);
    }
    return file;
  }

  /** A file of many rows, written as a stream. */
  static Path large(Path file, int rows) throws IOException {
    SXSSFWorkbook workbook = new SXSSFWorkbook(null, 100, true, true);
    Sheet sheet = workbook.createSheet("nightly");
    CellStyle date = dates(workbook);
    header(sheet, 0, RowMapper.COLUMNS);
    for (int i = 0; i < rows; i++) {
      int pipeline = i / 4_000;
      Row row = sheet.createRow(i + 1);
      row.createCell(0).setCellValue(14_468_030_535.0 + pipeline);
      Cell ended = row.createCell(1);
      ended.setCellValue(ENDED.plusDays(pipeline));
      ended.setCellStyle(date);
      row.createCell(2).setCellValue("Model-" + i % 30 + "-8B");
      row.createCell(3).setCellValue(i % 5 == 0 ? "P150X4" : "n300");
      row.createCell(4).setCellValue(128 << (i % 4));
      row.createCell(5).setCellValue(128);
      row.createCell(6).setCellValue(1);
      row.createCell(8).setCellValue("run-" + i / 10);
      row.createCell(9).setCellValue("benchmark");
      row.createCell(10).setCellValue("metric_" + i % 10);
      row.createCell(11).setCellValue(i / 7.0);
    }
    return save(workbook, file);
  }
}
