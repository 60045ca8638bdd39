package io.boardstream.agent.dump;

import io.boardstream.agent.boards.FoundBoard;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.jspecify.annotations.Nullable;

/**
 * The workbook of a dump: a sheet per board, and one that says which boards they are. Rows wait on
 * disk, not in memory; the file is whole once it is closed.
 */
final class XlsxDump implements AutoCloseable {

  /** Of one sheet; a longer dump goes on on the next. */
  private static final int MOST_ROWS = 1_048_576;

  private static final int ROWS_IN_MEMORY = 10;
  private static final int CHARACTER = 256;
  private static final int MARGIN = 3;

  private static final List<String> ABOUT =
      List.of("Sheet", "Board key", "Type", "Architecture", "Board id", "Simulated");

  private final Path path;
  private final SXSSFWorkbook workbook = new SXSSFWorkbook(ROWS_IN_MEMORY);
  private final CellStyle header;
  private final Sheet about;
  private final Map<String, Sheet> sheets = new HashMap<>();
  private final Map<String, Integer> pages = new HashMap<>();

  XlsxDump(Path path) {
    this.path = path;
    this.header = workbook.createCellStyle();
    Font bold = workbook.createFont();
    bold.setBold(true);
    header.setFont(bold);
    this.about = sheet("Boards", ABOUT);
  }

  void add(String name, FoundBoard board, List<@Nullable BigDecimal> values) {
    Sheet sheet = sheets.get(name);
    if (sheet == null || sheet.getLastRowNum() + 1 >= MOST_ROWS) {
      int page = pages.merge(name, 1, Integer::sum);
      sheet = sheet(page == 1 ? name : name + " " + page, DumpColumns.titles());
      sheets.put(name, sheet);
      describe(sheet.getSheetName(), board);
    }
    Row row = sheet.createRow(sheet.getLastRowNum() + 1);
    for (int i = 0; i < values.size(); i++) {
      BigDecimal value = values.get(i);
      if (value != null) {
        row.createCell(i).setCellValue(value.doubleValue());
      }
    }
  }

  private void describe(String sheet, FoundBoard board) {
    Row row = about.createRow(about.getLastRowNum() + 1);
    String boardId = board.chip().identity().boardId();
    String architecture = board.architecture();
    row.createCell(0).setCellValue(sheet);
    row.createCell(1).setCellValue(board.key());
    row.createCell(2).setCellValue(board.label());
    row.createCell(3).setCellValue(architecture == null ? "" : architecture);
    row.createCell(4).setCellValue(boardId == null ? "" : boardId);
    row.createCell(5).setCellValue(board.isSimulated());
  }

  private Sheet sheet(String name, List<String> titles) {
    Sheet sheet = workbook.createSheet(name);
    Row row = sheet.createRow(0);
    for (int i = 0; i < titles.size(); i++) {
      row.createCell(i).setCellValue(titles.get(i));
      row.getCell(i).setCellStyle(header);
      sheet.setColumnWidth(i, (titles.get(i).length() + MARGIN) * CHARACTER);
    }
    sheet.createFreezePane(1, 1);
    return sheet;
  }

  @Override
  public void close() throws IOException {
    try (workbook;
        OutputStream out = Files.newOutputStream(path)) {
      workbook.write(out);
    }
  }
}
