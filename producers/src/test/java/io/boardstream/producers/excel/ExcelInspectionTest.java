package io.boardstream.producers.excel;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.matrix.rows.RowMapper;
import java.nio.file.Path;
import java.util.List;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file holds is seen before it is imported. */
final class ExcelInspectionTest {

  @TempDir private Path folder;

  @Test
  void sheetsColumnsTypesSamplesAndNamesAreShown() throws Exception {
    XSSFWorkbook workbook = new XSSFWorkbook();
    Sheet notes = workbook.createSheet("notes");
    notes.createRow(0).createCell(1).setCellValue("hello");
    Sheet sheet = workbook.createSheet("nightly");
    sheet.createRow(0).createCell(0).setCellValue("a title");
    Sheets.header(sheet, 2, RowMapper.COLUMNS);
    for (int row = 0; row < 5; row++) {
      Sheets.put(
          sheet,
          3 + row,
          RowMapper.COLUMNS,
          Sheets.row("M" + row % 2, "tps", row == 4 ? "x" : row));
    }
    Path file = Sheets.save(workbook, folder.resolve("a.xlsx"));

    List<ExcelInspection.SheetView> views = ExcelInspection.of(file);

    assertThat(views)
        .extracting(ExcelInspection.SheetView::name)
        .containsExactly("notes", "nightly");
    assertThat(views.get(0).headerRow()).isZero();
    assertThat(views.get(0).missing()).hasSize(12);
    assertThat(views.get(0).rows()).isEqualTo(1);
    ExcelInspection.SheetView view = views.get(1);
    assertThat(view.headerRow()).isEqualTo(3);
    assertThat(view.rows()).isEqualTo(5);
    assertThat(view.samples()).hasSize(3);
    assertThat(view.columns())
        .anySatisfy(
            column -> {
              assertThat(column.letter()).isEqualTo("L");
              assertThat(column.name()).isEqualTo("metric_value");
              assertThat(column.types()).hasToString("{number=4, text=1}");
            })
        .anySatisfy(
            column -> {
              assertThat(column.name()).isEqualTo("pipeline_end_ts");
              assertThat(column.types()).hasToString("{date=5}");
            });
    assertThat(view.models().values()).containsExactly("M0", "M1");
    assertThat(view.devices().values()).containsExactly("N300");
    assertThat(view.metrics().values()).containsExactly("tps");
    assertThat(view.models().complete()).isTrue();
  }
}
