package io.boardstream.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.runtime.Formula;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportTest {

  private static final String TRAP = "=HYPERLINK(\"http://x\",\"y\")";

  private static final List<ModelCompatibility> MODELS =
      new Matrices()
          .ran("Llama-3.1-8B", "n150")
          .row("Llama-3.1-8B", "n150", "benchmark", "mean_ttft_ms", 12)
          .ran("Qwen3-8B", TRAP)
          .row("Qwen3-8B", "n300", "benchmark", "mean_tps", 0)
          .models();

  @Test
  void csvHasARowForEachCellWithItsNumbersAndProvenance() throws IOException {
    List<Map<String, String>> rows = csv();

    assertThat(rows).hasSize(3);
    assertThat(rows.get(0))
        .containsEntry("model_id", "llama-3-1-8b-fp16")
        .containsEntry("device_id", "n150")
        .containsEntry("status", "Supported")
        .containsEntry("mean_tps", "42.5")
        .containsEntry("mean_ttft_ms", "12")
        .containsEntry("run_id", "17")
        .containsEntry("github_pipeline_id", "4711")
        .containsEntry("git_commit_hash", "c0ffee")
        .containsEntry("run_ended_at", "2026-01-02T03:04:05Z")
        .containsEntry("link", "");
    assertThat(rows)
        .as("zero is no support")
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("device_id", "n300")
                    .containsEntry("status", "Untested")
                    .containsEntry("mean_tps", ""));
  }

  @Test
  void columnsArePublicInterface() {
    assertThat(CellColumns.ALL.keySet())
        .containsExactly(
            "model_id",
            "model",
            "family",
            "precision",
            "device_id",
            "device",
            "status",
            "last_verified",
            "stale_after",
            "runs",
            "accuracy",
            "tier",
            "mean_tps",
            "mean_ttft_ms",
            "ttft",
            "source",
            "run_id",
            "run_ended_at",
            "github_pipeline_id",
            "github_job_id",
            "git_repo_name",
            "git_commit_hash",
            "link",
            "origin");
  }

  @Test
  void noCellOfTheCsvIsAFormula() throws IOException {
    List<Map<String, String>> rows = csv();

    assertThat(rows).anySatisfy(row -> assertThat(row).containsEntry("device", "'" + TRAP));
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(row.values()).noneMatch(value -> value != null && Formula.is(value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1"})
  void whatASpreadsheetWouldRunIsQuoted(String text) {
    assertThat(Formula.escaped(text)).isEqualTo("'" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n300", "a=b", "1-2"})
  void otherTextIsLeftAlone(String text) {
    assertThat(Formula.escaped(text)).isEqualTo(text);
  }

  @Test
  void theWorkbookHasAColouredMatrixAndTheCells() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    XlsxExport.write(MODELS, bytes);

    try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(bytes.toByteArray()))) {
      XSSFSheet matrix = workbook.getSheet("Matrix");
      XSSFSheet cells = workbook.getSheet("Cells");
      assertThat(workbook.getNumberOfSheets()).isEqualTo(2);
      assertThat(matrix.getLastRowNum()).isEqualTo(2);
      assertThat(cells.getLastRowNum()).isEqualTo(3);
      assertThat(cells.getRow(1).getCell(12).getNumericCellValue()).isEqualTo(42.5);
      assertThat(matrix.getPaneInformation().isFreezePane()).isTrue();
      assertThat(matrix.getSheetConditionalFormatting().getNumConditionalFormattings())
          .isEqualTo(5);
      assertThat(matrix.getCTWorksheet().getAutoFilter().getRef()).startsWith("A1:");
      for (XSSFSheet sheet : List.of(matrix, cells)) {
        sheet.forEach(
            row ->
                row.forEach(
                    cell -> {
                      assertThat(cell.getCellType()).isNotEqualTo(CellType.FORMULA);
                      if (cell.getCellType() == CellType.STRING
                          && Formula.is(cell.getStringCellValue())
                          && cell.getRowIndex() > 0) {
                        assertThat(cell.getCellStyle().getQuotePrefixed()).isTrue();
                      }
                    }));
      }
    }
  }

  @Test
  void anEmptyMatrixIsAWorkbookToo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    XlsxExport.write(List.of(), bytes);

    try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(workbook.getSheet("Cells").getLastRowNum()).isZero();
    }
  }

  private static List<Map<String, String>> csv() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CsvExport.write(MODELS, bytes);
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(bytes.toString(UTF_8))) {
      return rows.readAll();
    }
  }
}
