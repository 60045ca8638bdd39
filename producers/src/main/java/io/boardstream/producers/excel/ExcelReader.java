package io.boardstream.producers.excel;

import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.ColumnNames;
import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.FileReader;
import io.boardstream.producers.RowReaderException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.poi.ss.util.CellReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads benchmark rows from the sheets of an .xlsx or .xls file, as a stream. The header is the
 * first row of a sheet that names all columns of seed 000; sheets without one are told and left
 * out.
 *
 * <p>The id of a row is {@code <sheet>!<row>}, as Excel counts. A cell that cannot be what its
 * column says rejects its row, with the address of the cell. Blank rows and repeated headers are no
 * rows; each cell of a merged area has the area's value.
 */
public final class ExcelReader implements FileReader {

  /** Learns how the pass goes. */
  public interface Listener {

    /** A sheet whose rows are read, and its columns that are none of a benchmark row. */
    void sheet(String name, List<String> ignoredColumns);

    /** A sheet without a header, and the columns that its most promising row lacks. */
    void skipped(String name, List<String> missingColumns);

    /**
     * How many rows have been read; called now and then.
     *
     * @param done which part of the file, 0 to 1; NaN when nobody can say
     */
    void progress(long rows, double done);

    /** Wants to know nothing. */
    Listener NONE =
        new Listener() {
          @Override
          public void sheet(String name, List<String> ignoredColumns) {}

          @Override
          public void skipped(String name, List<String> missingColumns) {}

          @Override
          public void progress(long rows, double done) {}
        };
  }

  private static final long ROWS_BETWEEN_PROGRESS = 10_000;

  /** A title, a date and notes may stand above the header, but not a table. */
  private static final int HEADER_WITHIN = 100;

  private final Path file;
  private final RowMapper mapper;
  private final Listener listener;

  /**
   * Reads nothing yet.
   *
   * @param source name of the source in the facts' ids
   */
  public ExcelReader(Path file, String source, Listener listener) {
    this.file = file;
    this.mapper = new RowMapper(source);
    this.listener = listener;
  }

  @Override
  public void readRaw(Consumer<? super RawRow> rows) {
    Pass pass = new Pass(FileOrigin.of(file), rows);
    new Workbook(file).read(pass);
    pass.end();
  }

  private final class Pass implements SheetVisitor {

    private final FileOrigin origin;
    private final Consumer<? super RawRow> rows;
    private final Map<String, List<String>> skipped = new LinkedHashMap<>();

    private @Nullable String sheet;
    private @Nullable ColumnNames header;

    /** Of the row that came closest to a header. */
    private List<String> missing = RowMapper.COLUMNS;

    private long read;
    private int tables;

    Pass(FileOrigin origin, Consumer<? super RawRow> rows) {
      this.origin = origin;
      this.rows = rows;
    }

    @Override
    public void sheet(String name) {
      endSheet();
      sheet = name;
      header = null;
      missing = RowMapper.COLUMNS;
    }

    @Override
    public void row(int number, Map<Integer, CellValue> cells, double done) {
      if (header == null) {
        if (number <= HEADER_WITHIN) {
          header = header(cells);
        }
        return;
      }
      Map<String, CellValue> columns = new HashMap<>();
      header
          .positions()
          .forEach(
              (column, position) -> {
                CellValue cell = cells.get(position);
                if (cell != null) {
                  columns.put(column, cell);
                }
              });
      if (columns.isEmpty() || isHeader(columns)) {
        return;
      }
      rows.accept(row(sheet + "!" + number, number, columns, header));
      if (++read % ROWS_BETWEEN_PROGRESS == 0) {
        listener.progress(read, done);
      }
    }

    private @Nullable ColumnNames header(Map<Integer, CellValue> cells) {
      Map<Integer, String> names = new TreeMap<>();
      cells.forEach((position, cell) -> names.put(position, cell.text()));
      ColumnNames found = ColumnNames.of(names);
      if (found.missing().size() < missing.size()) {
        missing = found.missing();
      }
      if (!found.missing().isEmpty()) {
        return null;
      }
      if (!found.repeated().isEmpty()) {
        throw new RowReaderException(
            "Sheet '%s' of %s has the column %s twice"
                .formatted(sheet, file, String.join(", ", found.repeated())));
      }
      listener.sheet(String.valueOf(sheet), found.ignored());
      tables++;
      return found;
    }

    private boolean isHeader(Map<String, CellValue> columns) {
      return columns.entrySet().stream()
          .allMatch(cell -> cell.getValue().text().strip().equalsIgnoreCase(cell.getKey()));
    }

    private RawRow row(String rowId, int number, Map<String, CellValue> cells, ColumnNames header) {
      Map<String, String> texts = new TreeMap<>();
      cells.forEach((column, cell) -> texts.put(column, cell.text()));
      texts.putIfAbsent("origin", origin.at(rowId));
      List<String> unreadable = new ArrayList<>();
      cells.forEach(
          (column, cell) ->
              unreadable(cell)
                  .ifPresent(
                      why ->
                          unreadable.add(address(header, column, number) + ": " + column + why)));
      MappedRow mapped = mapper.map(rowId, Optional.empty(), texts);
      if (!unreadable.isEmpty()) {
        mapped =
            new MappedRow.Rejected(
                rowId,
                RowMapper.RULE_UNREADABLE,
                unreadable.stream().sorted().collect(Collectors.joining("; ")));
      } else if (mapped instanceof MappedRow.Rejected rejected) {
        mapped =
            new MappedRow.Rejected(
                rowId, rejected.rule(), located(rejected, texts, header, number));
      }
      return new RawRow(mapped, texts);
    }

    private Optional<String> unreadable(CellValue cell) {
      return switch (cell.kind()) {
        case ERROR -> Optional.of(" holds the error " + cell.text());
        case UNCOMPUTED ->
            Optional.of(" is a formula whose value is not in the file; open and save it in Excel");
        case NUMBER, TEXT, DATE, BOOLEAN -> Optional.empty();
      };
    }

    /** Every cell that is wrong by itself, with its address. */
    private String located(
        MappedRow.Rejected rejected, Map<String, String> texts, ColumnNames header, int number) {
      String cells =
          texts.entrySet().stream()
              .filter(cell -> header.positions().containsKey(cell.getKey()))
              .map(
                  cell ->
                      mapper.map("", Optional.empty(), Map.of(cell.getKey(), cell.getValue()))
                              instanceof MappedRow.Rejected wrong
                          ? address(header, cell.getKey(), number) + ": " + wrong.reason()
                          : "")
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining("; "));
      return cells.isEmpty() ? sheet + "!" + number + ": " + rejected.reason() : cells;
    }

    private String address(ColumnNames header, String column, int number) {
      int position = header.positions().getOrDefault(column, 0);
      return sheet + "!" + CellReference.convertNumToColString(position) + number;
    }

    private void endSheet() {
      if (sheet != null && header == null) {
        skipped.put(sheet, missing);
        listener.skipped(sheet, missing);
      }
    }

    void end() {
      endSheet();
      listener.progress(read, 1);
      if (tables == 0) {
        throw new RowReaderException(
            "No sheet of %s has a row that names the columns of a benchmark row: %s"
                .formatted(
                    file,
                    skipped.entrySet().stream()
                        .map(
                            of ->
                                "'%s' lacks %s"
                                    .formatted(of.getKey(), String.join(", ", of.getValue())))
                        .collect(Collectors.joining("; "))));
      }
    }
  }
}
