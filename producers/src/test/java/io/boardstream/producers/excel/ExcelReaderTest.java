package io.boardstream.producers.excel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.RowReaderException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sheets as people make them become the rows that the database would have. */
final class ExcelReaderTest {

  enum Format {
    XLSX,
    XLS;

    Workbook empty() {
      return this == XLSX ? new XSSFWorkbook() : new HSSFWorkbook();
    }
  }

  @TempDir private Path folder;

  private final List<String> sheets = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private long progress;

  @ParameterizedTest
  @EnumSource
  void rowIsWhatTheDatabaseWouldHave(Format format) throws IOException {
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("Sheet1");
    Sheets.header(sheet, 0, RowMapper.COLUMNS);
    Sheets.put(sheet, 1, RowMapper.COLUMNS, Sheets.row("Llama-3.1-8B", "mean_tps", 63.2));

    BenchmarkRow row = only(read(workbook));

    assertThat(row.getSource()).isEqualTo("excel");
    assertThat(row.getRowId()).isEqualTo("Sheet1!2");
    assertThat(row.getGithubPipelineId()).contains("12890516473");
    assertThat(row.getPipelineEndTs()).contains(Instant.parse("2025-01-21T16:28:29Z"));
    assertThat(row.getMlModelName()).contains("Llama-3.1-8B");
    assertThat(row.getIsl()).contains(128L);
    assertThat(row.getPrecision()).isEmpty();
    assertThat(row.getBenchmarkRunId()).contains("35942438708");
    assertThat(row.getMetricValue()).contains(63.2);
    assertThat(row.getOrigin().orElseThrow())
        .startsWith("rows." + format.name().toLowerCase(Locale.ROOT) + " sha256:")
        .endsWith(" Sheet1!2");
    assertThat(progress).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void columnsStandInAnyOrderAndCaseBelowATitle(Format format) throws IOException {
    List<String> columns = new ArrayList<>(RowMapper.COLUMNS);
    Collections.reverse(columns);
    columns.add(0, "remark");
    columns.add("git_commit_hash");
    columns.add("training");
    Map<String, Object> values = Sheets.row("A", "mean_tps", 1.5);
    values.put("remark", "by hand");
    values.put("git_commit_hash", "f4660ec9");
    values.put("training", true);
    values.put("pipeline_end_ts", "2025-01-21 16:28:29+00");
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("nightly of May");
    sheet.createRow(0).createCell(3).setCellValue("Benchmarks");
    Sheets.header(sheet, 4, columns.stream().map(c -> " " + c.toUpperCase(Locale.ROOT)).toList());
    Sheets.put(sheet, 5, columns, values);

    BenchmarkRow row = only(read(workbook));

    assertThat(row.getRowId()).isEqualTo("nightly of May!6");
    assertThat(row.getGitCommitHash()).contains("f4660ec9");
    assertThat(row.getTraining()).contains(true);
    assertThat(row.getPipelineEndTs()).contains(Instant.parse("2025-01-21T16:28:29Z"));
    assertThat(ignored).containsExactly("remark");
  }

  @ParameterizedTest
  @EnumSource
  void everySheetWithAHeaderIsReadAndTheOthersAreTold(Format format) throws IOException {
    Workbook workbook = format.empty();
    for (String name : List.of("one", "notes", "two", "empty")) {
      Sheet sheet = workbook.createSheet(name);
      if (name.equals("notes")) {
        sheet.createRow(2).createCell(1).setCellValue("isl");
      } else if (!name.equals("empty")) {
        Sheets.header(sheet, 0, RowMapper.COLUMNS);
        Sheets.put(sheet, 1, RowMapper.COLUMNS, Sheets.row("A", "mean_tps", 1));
      }
    }

    assertThat(read(workbook)).extracting(ExcelReaderTest::id).containsExactly("one!2", "two!2");
    assertThat(sheets).containsExactly("one", "two");
    assertThat(skipped).containsExactly("notes 11", "empty 12");
  }

  @ParameterizedTest
  @EnumSource
  void blankRowsRepeatedHeadersAndStrayCellsAreNoRows(Format format) throws IOException {
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("s");
    Sheets.header(sheet, 0, RowMapper.COLUMNS);
    Sheets.put(sheet, 1, RowMapper.COLUMNS, Sheets.row("A", "mean_tps", 1));
    sheet.createRow(2);
    sheet.createRow(3).createCell(2).setCellValue("   ");
    sheet.createRow(4).createCell(40).setCellValue("beside the table");
    Sheets.header(sheet, 5, RowMapper.COLUMNS);
    Sheets.put(sheet, 9, RowMapper.COLUMNS, Sheets.row("B", "mean_tps", 2));

    assertThat(read(workbook)).extracting(ExcelReaderTest::id).containsExactly("s!2", "s!10");
  }

  @ParameterizedTest
  @EnumSource
  void mergedCellsAllHaveTheValueOfTheirArea(Format format) throws IOException {
    int model = RowMapper.COLUMNS.indexOf("ml_model_name");
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("s");
    Sheets.header(sheet, 0, RowMapper.COLUMNS);
    for (int row = 1; row <= 4; row++) {
      Map<String, Object> values = Sheets.row("A", "metric" + row, row);
      if (row == 2 || row == 3) {
        values.remove("ml_model_name");
      } else if (row == 4) {
        values.put("ml_model_name", "B");
      }
      Sheets.put(sheet, row, RowMapper.COLUMNS, values);
    }
    sheet.addMergedRegion(new CellRangeAddress(1, 3, model, model));

    assertThat(read(workbook))
        .extracting(row -> ((MappedRow.Accepted) row).row().getMlModelName().orElse(""))
        .containsExactly("A", "A", "A", "B");
  }

  @ParameterizedTest
  @EnumSource
  void formulaCountsAsItsStoredValue(Format format) throws IOException {
    int value = RowMapper.COLUMNS.indexOf("metric_value");
    int model = RowMapper.COLUMNS.indexOf("ml_model_name");
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("s");
    Sheets.header(sheet, 0, RowMapper.COLUMNS);
    Row row = Sheets.put(sheet, 1, RowMapper.COLUMNS, Sheets.row("A", "mean_tps", 0));
    row.getCell(value).setCellFormula("40+2.5");
    row.getCell(model).setCellFormula("\"Mis\"&\"tral\"");
    workbook.getCreationHelper().createFormulaEvaluator().evaluateAll();

    BenchmarkRow read = only(read(workbook));

    assertThat(read.getMetricValue()).contains(42.5);
    assertThat(read.getMlModelName()).contains("Mistral");
  }

  @ParameterizedTest
  @EnumSource
  void badCellsAreToldByTheirAddressesAndTheNextRowIsRead(Format format) throws IOException {
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("Sheet1");
    Sheets.header(sheet, 0, RowMapper.COLUMNS);
    Map<String, Object> twoBad = Sheets.row("A", "mean_tps", "fast");
    twoBad.put("isl", "many");
    Sheets.put(sheet, 1, RowMapper.COLUMNS, twoBad);
    Sheets.put(sheet, 2, RowMapper.COLUMNS, Sheets.row("A", "mean_tps", 1))
        .getCell(RowMapper.COLUMNS.indexOf("metric_value"))
        .setCellFormula("1/0");
    Map<String, Object> number = Sheets.row("A", "mean_tps", 1);
    number.put("pipeline_end_ts", 45_678.9);
    Sheets.put(sheet, 3, RowMapper.COLUMNS, number);
    Sheets.put(sheet, 4, RowMapper.COLUMNS, Sheets.row("A", "mean_tps", 3));
    workbook.getCreationHelper().createFormulaEvaluator().evaluateAll();

    List<MappedRow> rows = read(workbook);

    assertThat(rows)
        .extracting(ExcelReaderTest::id)
        .containsExactly("Sheet1!2", "Sheet1!3", "Sheet1!4", "Sheet1!5");
    assertThat(((MappedRow.Rejected) rows.get(0)).reason())
        .contains("Sheet1!E2: isl is 'many'", "Sheet1!L2: metric_value is 'fast'");
    assertThat(((MappedRow.Rejected) rows.get(1)).reason())
        .isEqualTo("Sheet1!L3: metric_value holds the error #DIV/0!");
    assertThat(((MappedRow.Rejected) rows.get(2)).reason())
        .startsWith("Sheet1!B4: pipeline_end_ts");
    assertThat(rows.get(3)).isInstanceOf(MappedRow.Accepted.class);
  }

  @Test
  void formulaThatNobodyHasComputedRejectsItsRow() throws IOException {
    Workbook workbook = new XSSFWorkbook();
    Sheet sheet = workbook.createSheet("s");
    Sheets.header(sheet, 0, RowMapper.COLUMNS);
    Row row = sheet.createRow(1);
    row.createCell(RowMapper.COLUMNS.indexOf("ml_model_name")).setCellValue("A");
    row.createCell(RowMapper.COLUMNS.indexOf("metric_value")).setCellFormula("40+2.5");

    assertThat(((MappedRow.Rejected) read(workbook).get(0)).reason())
        .contains("s!L2", "open and save it in Excel");
  }

  @ParameterizedTest
  @EnumSource
  void fileWithoutAnyHeaderSaysWhatItLacks(Format format) throws IOException {
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("Summary");
    List<String> columns = new ArrayList<>(RowMapper.COLUMNS);
    columns.remove("isl");
    Sheets.header(sheet, 0, columns);

    assertThatThrownBy(() -> read(workbook))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("'Summary' lacks isl");
  }

  @Test
  void whatIsNoExcelFileSaysSo() throws IOException {
    assertRefused(Files.writeString(folder.resolve("a.xlsx"), "a,b\n1,2\n"), "no Excel file");
    assertRefused(Files.writeString(folder.resolve("b.xlsx"), ""), "no Excel file");
    assertRefused(folder.resolve("absent.xlsx"), "Cannot read", "absent.xlsx");
    Path zip = folder.resolve("c.xlsx");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
      out.write(1);
    }
    assertRefused(zip, "c.xlsx");
  }

  @ParameterizedTest
  @EnumSource
  void fileThatIsCutShortIsRefused(Format format) throws IOException {
    byte[] whole = Files.readAllBytes(nightly(format));

    Path cut = folder.resolve("cut");
    for (int tenths = 1; tenths < 10; tenths++) {
      Files.write(cut, Arrays.copyOf(whole, whole.length * tenths / 10));
      assertRefused(cut, "cut");
    }
  }

  @Test
  void filesWithAPasswordAreRefused() throws Exception {
    Path xlsx = folder.resolve("secret.xlsx");
    try (POIFSFileSystem files = new POIFSFileSystem();
        OutputStream out = Files.newOutputStream(xlsx)) {
      Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
      encryptor.confirmPassword("x");
      try (OutputStream encrypted = encryptor.getDataStream(files)) {
        Files.copy(nightly(Format.XLSX), encrypted);
      }
      files.writeFilesystem(out);
    }
    assertRefused(xlsx, "protected by a password");

    Biff8EncryptionKey.setCurrentUserPassword("x");
    Path xls;
    try {
      xls = nightly(Format.XLS);
    } finally {
      Biff8EncryptionKey.setCurrentUserPassword(null);
    }
    assertRefused(xls, "protected by a password");
  }

  @Test
  void archiveThatBlowsUpIsRefused() throws IOException {
    Path bomb =
        rewritten(
            "xl/sharedStrings.xml",
            text -> {
              String many = " ".repeat(1 << 20);
              return text.replace("</sst>", "<si><t>" + many.repeat(60) + "</t></si></sst>");
            });

    assertThat(Files.size(bomb)).isLessThan(1 << 20);
    assertRefused(bomb, "Zip bomb");
  }

  @Test
  void entitiesOfXmlAreRefusedAndNeverFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "SECRET");
    for (String part :
        List.of("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml")) {
      Path attack =
          rewritten(
              part,
              text ->
                  text.replaceFirst(
                      "\\?>", "?><!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>"));
      assertRefused(attack, "DOCTYPE");
    }
    Path styles =
        rewritten(
            "xl/styles.xml",
            text -> text.replaceFirst("\\?>", "?><!DOCTYPE x [<!ENTITY e \"e\">]>"));
    assertRefused(styles, "rows.xlsx");
  }

  @Test
  void failureOfWhoReadsIsNotAFailureOfTheFile() throws IOException {
    ExcelReader reader = new ExcelReader(nightly(Format.XLSX), "excel", ExcelReader.Listener.NONE);

    assertThatThrownBy(
            () ->
                reader.read(
                    row -> {
                      throw new IllegalStateException("the broker is away");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the broker is away");
  }

  private Path nightly(Format format) throws IOException {
    Workbook workbook = format.empty();
    Sheet sheet = workbook.createSheet("Sheet1");
    Sheets.header(sheet, 0, RowMapper.COLUMNS);
    for (int row = 1; row <= 300; row++) {
      Sheets.put(sheet, row, RowMapper.COLUMNS, Sheets.row("Model " + row, "mean_tps", row / 3.0));
    }
    return save(workbook);
  }

  /** A good file, one part of which is edited. */
  private Path rewritten(String part, UnaryOperator<String> edit) throws IOException {
    Path good = nightly(Format.XLSX);
    Path bad = folder.resolve("bad").resolve(String.valueOf(good.getFileName()));
    Files.createDirectories(bad.getParent());
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(good));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bad))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] bytes = in.readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        String text = new String(bytes, UTF_8);
        String edited = entry.getName().equals(part) ? edit.apply(text) : text;
        assertThat(edited.equals(text)).isEqualTo(!entry.getName().equals(part));
        out.write(edited.getBytes(UTF_8));
      }
    }
    return bad;
  }

  private void assertRefused(Path file, String... words) {
    List<MappedRow> rows = new ArrayList<>();
    assertThatThrownBy(
            () -> new ExcelReader(file, "excel", ExcelReader.Listener.NONE).read(rows::add))
        .isInstanceOf(RowReaderException.class)
        .message()
        .contains(words);
    assertThat(rows).doesNotHaveToString("SECRET");
  }

  private Path save(Workbook workbook) throws IOException {
    return Sheets.save(
        workbook, folder.resolve(workbook instanceof XSSFWorkbook ? "rows.xlsx" : "rows.xls"));
  }

  private List<MappedRow> read(Workbook workbook) throws IOException {
    List<MappedRow> rows = new ArrayList<>();
    new ExcelReader(
            save(workbook),
            "excel",
            new ExcelReader.Listener() {
              @Override
              public void sheet(String name, List<String> ignoredColumns) {
                sheets.add(name);
                ignored.addAll(ignoredColumns);
              }

              @Override
              public void skipped(String name, List<String> missingColumns) {
                skipped.add(name + " " + missingColumns.size());
              }

              @Override
              public void progress(long read, double done) {
                progress = read;
              }
            })
        .read(rows::add);
    return rows;
  }

  private static BenchmarkRow only(List<MappedRow> rows) {
    assertThat(rows).hasSize(1).allMatch(MappedRow.Accepted.class::isInstance, "is accepted");
    return ((MappedRow.Accepted) rows.get(0)).row();
  }

  private static String id(MappedRow row) {
    return row instanceof MappedRow.Accepted accepted
        ? accepted.row().getRowId()
        : ((MappedRow.Rejected) row).rowId();
  }
}
