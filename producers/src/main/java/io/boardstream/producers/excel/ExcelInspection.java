package io.boardstream.producers.excel;

import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.ColumnNames;
import io.boardstream.producers.RowReaderException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.poi.ss.util.CellReference;
import org.jspecify.annotations.Nullable;

/** Looks over an Excel file before it is imported, in memory that does not grow with it. */
public final class ExcelInspection {

  private static final int SAMPLES = 3;
  private static final int MAX_COLUMNS = 200;
  private static final int MAX_DISTINCT = 1_000;
  private static final int HEADER_WITHIN = 100;

  private ExcelInspection() {}

  /**
   * A sheet.
   *
   * @param headerRow number of the row that names the columns of a benchmark row; 0 when none does
   * @param missing columns that the most promising row lacks
   * @param rows below the header, or all when there is none, blank ones not counted
   * @param columns by position; at most 200
   * @param samples texts of the first rows, by column letter
   */
  public record SheetView(
      String name,
      int headerRow,
      List<String> missing,
      long rows,
      List<Column> columns,
      List<SortedMap<String, String>> samples,
      Distinct models,
      Distinct devices,
      Distinct metrics) {}

  /**
   * A column.
   *
   * @param types how many cells hold a number, text, date, …; blank ones are not counted
   */
  public record Column(String letter, String name, SortedMap<String, Long> types) {}

  /**
   * Different values.
   *
   * @param values sorted; at most 1,000
   * @param complete whether those are all
   */
  public record Distinct(SortedSet<String> values, boolean complete) {}

  /**
   * Looks at all sheets.
   *
   * @throws RowReaderException when the file is none that can be read (to the end)
   */
  public static List<SheetView> of(Path file) {
    List<SheetView> views = new ArrayList<>();
    Look look = new Look(views);
    new Workbook(file).read(look);
    look.end();
    return views;
  }

  private static final class Look implements SheetVisitor {
    private final List<SheetView> views;
    private @Nullable Draft draft;

    Look(List<SheetView> views) {
      this.views = views;
    }

    @Override
    public void sheet(String name) {
      end();
      draft = new Draft(name);
    }

    @Override
    public void row(int number, Map<Integer, CellValue> cells, double done) {
      if (draft != null) {
        draft.row(number, cells);
      }
    }

    void end() {
      if (draft != null) {
        views.add(draft.view());
        draft = null;
      }
    }
  }

  private static final class Draft {
    private final String name;
    private final SortedMap<Integer, SortedMap<String, Long>> types = new TreeMap<>();
    private final List<SortedMap<String, String>> samples = new ArrayList<>();
    private final Values models = new Values();
    private final Values devices = new Values();
    private final Values metrics = new Values();
    private final Map<Integer, String> names = new TreeMap<>();
    private @Nullable ColumnNames header;
    private List<String> missing = RowMapper.COLUMNS;
    private int headerRow;
    private long rows;

    Draft(String name) {
      this.name = name;
    }

    void row(int number, Map<Integer, CellValue> cells) {
      if (header == null && number <= HEADER_WITHIN && isHeader(number, cells)) {
        return;
      }
      rows++;
      SortedMap<String, String> sample = new TreeMap<>();
      cells.forEach(
          (column, cell) -> {
            if (types.containsKey(column) || types.size() < MAX_COLUMNS) {
              types
                  .computeIfAbsent(column, key -> new TreeMap<>())
                  .merge(cell.kind().name().toLowerCase(Locale.ROOT), 1L, Long::sum);
              sample.put(CellReference.convertNumToColString(column), cell.text());
            }
          });
      if (samples.size() < SAMPLES) {
        samples.add(sample);
      }
      if (header != null) {
        models.add(header, "ml_model_name", cells);
        devices.add(header, "device_name", cells);
        metrics.add(header, "metric_name", cells);
      }
    }

    /** What stood above the header is forgotten. */
    private boolean isHeader(int number, Map<Integer, CellValue> cells) {
      Map<Integer, String> texts = new TreeMap<>();
      cells.forEach((column, cell) -> texts.put(column, cell.text()));
      ColumnNames found = ColumnNames.of(texts);
      if (found.missing().size() < missing.size()) {
        missing = found.missing();
        names.clear();
        names.putAll(texts);
      }
      if (!found.missing().isEmpty()) {
        return false;
      }
      header = found;
      headerRow = number;
      rows = 0;
      types.clear();
      samples.clear();
      return true;
    }

    SheetView view() {
      List<Column> columns = new ArrayList<>();
      types.forEach(
          (column, of) ->
              columns.add(
                  new Column(
                      CellReference.convertNumToColString(column),
                      names.getOrDefault(column, ""),
                      of)));
      return new SheetView(
          name,
          headerRow,
          missing,
          rows,
          columns,
          samples,
          models.distinct(),
          devices.distinct(),
          metrics.distinct());
    }
  }

  private static final class Values {
    private final SortedSet<String> values = new TreeSet<>();
    private boolean complete = true;

    void add(ColumnNames header, String column, Map<Integer, CellValue> cells) {
      CellValue cell = cells.get(header.positions().getOrDefault(column, -1));
      if (cell == null || values.contains(cell.text())) {
        return;
      }
      if (values.size() < MAX_DISTINCT) {
        values.add(cell.text());
      } else {
        complete = false;
      }
    }

    Distinct distinct() {
      return new Distinct(values, complete);
    }
  }
}
