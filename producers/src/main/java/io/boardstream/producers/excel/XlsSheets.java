package io.boardstream.producers.excel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.hssf.eventusermodel.FormatTrackingHSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFEventFactory;
import org.apache.poi.hssf.eventusermodel.HSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFRequest;
import org.apache.poi.hssf.record.BOFRecord;
import org.apache.poi.hssf.record.BoolErrRecord;
import org.apache.poi.hssf.record.BoundSheetRecord;
import org.apache.poi.hssf.record.CellValueRecordInterface;
import org.apache.poi.hssf.record.DateWindow1904Record;
import org.apache.poi.hssf.record.EOFRecord;
import org.apache.poi.hssf.record.FormulaRecord;
import org.apache.poi.hssf.record.LabelRecord;
import org.apache.poi.hssf.record.LabelSSTRecord;
import org.apache.poi.hssf.record.MergeCellsRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.hssf.record.SSTRecord;
import org.apache.poi.hssf.record.StringRecord;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.util.CellRangeAddress;
import org.jspecify.annotations.Nullable;

/** The sheets of an .xls file (Excel 97 to 2003), at most 65,536 rows each. */
final class XlsSheets {

  private final POIFSFileSystem files;

  XlsSheets(POIFSFileSystem files) {
    this.files = files;
  }

  void read(SheetVisitor visitor) throws IOException {
    // Merged areas stand behind the cells, hence two passes.
    Map<Integer, List<CellRangeAddress>> merged = merged();
    process(listener -> new Cells(visitor, merged, listener));
  }

  private Map<Integer, List<CellRangeAddress>> merged() throws IOException {
    Map<Integer, List<CellRangeAddress>> areas = new HashMap<>();
    Streams streams = new Streams();
    process(
        formats ->
            record -> {
              streams.met(record);
              if (record instanceof MergeCellsRecord merge) {
                List<CellRangeAddress> of =
                    areas.computeIfAbsent(streams.sheet, key -> new ArrayList<>());
                for (int i = 0; i < merge.getNumAreas(); i++) {
                  of.add(merge.getAreaAt(i));
                }
              }
            });
    return areas;
  }

  /** Which sheet the records are about: a chart within a sheet is a stream within its stream. */
  private static final class Streams {
    private int depth;
    private int sheet = -1;
    private boolean cells;

    void met(Record record) {
      if (record instanceof BOFRecord begin) {
        depth++;
        if (depth == 1 && begin.getType() != BOFRecord.TYPE_WORKBOOK) {
          sheet++;
          cells = begin.getType() == BOFRecord.TYPE_WORKSHEET;
        }
      } else if (record instanceof EOFRecord) {
        depth--;
        cells &= depth > 0;
      }
    }
  }

  /** What hears the records, given what knows their formats. */
  private interface Listening {
    HSSFListener to(Formats formats);
  }

  private void process(Listening listening) throws IOException {
    Formats formats = new Formats();
    HSSFListener listener = listening.to(formats);
    FormatTrackingHSSFListener tracking = new FormatTrackingHSSFListener(listener);
    formats.tracking = tracking;
    HSSFRequest request = new HSSFRequest();
    request.addListenerForAllRecords(tracking);
    new HSSFEventFactory().processWorkbookEvents(request, files);
  }

  private static final class Formats {
    private @Nullable FormatTrackingHSSFListener tracking;

    boolean isDate(CellValueRecordInterface cell) {
      return tracking != null
          && DateUtil.isADateFormat(tracking.getFormatIndex(cell), tracking.getFormatString(cell));
    }
  }

  /** Gathers cells to rows. */
  private static final class Cells implements HSSFListener {

    private final SheetVisitor visitor;
    private final Map<Integer, List<CellRangeAddress>> areas;
    private final Formats formats;
    private final List<BoundSheetRecord> sheets = new ArrayList<>();

    private MergedCells merged = new MergedCells(List.of());
    private @Nullable SSTRecord texts;
    private boolean since1904;
    private final Streams streams = new Streams();
    private int row = -1;
    private Map<Integer, CellValue> cells = new HashMap<>();

    /** Column of a formula whose text follows. */
    private int textOf = -1;

    Cells(SheetVisitor visitor, Map<Integer, List<CellRangeAddress>> areas, Formats formats) {
      this.visitor = visitor;
      this.areas = areas;
      this.formats = formats;
    }

    @Override
    public void processRecord(Record record) {
      int before = streams.sheet;
      boolean within = streams.cells;
      streams.met(record);
      if (within && !streams.cells) {
        endRow();
      }
      if (streams.cells && streams.sheet != before) {
        begin();
      } else if (record instanceof BoundSheetRecord bound) {
        sheets.add(bound);
      } else if (record instanceof DateWindow1904Record window) {
        since1904 = window.getWindowing() == 1;
      } else if (record instanceof SSTRecord shared) {
        texts = shared;
      } else if (record instanceof StringRecord text && textOf >= 0) {
        put(textOf, CellValue.text(text.getString()));
        textOf = -1;
      } else if (streams.cells && record instanceof CellValueRecordInterface cell) {
        cell(cell);
      }
    }

    private void begin() {
      int sheet = streams.sheet;
      row = -1;
      merged = new MergedCells(areas.getOrDefault(sheet, List.of()));
      BoundSheetRecord[] ordered = BoundSheetRecord.orderByBofPosition(sheets);
      visitor.sheet(sheet < ordered.length ? ordered[sheet].getSheetname() : "Sheet" + (sheet + 1));
    }

    private void cell(CellValueRecordInterface cell) {
      if (cell.getRow() != row) {
        endRow();
        row = cell.getRow();
      }
      textOf = -1;
      int column = cell.getColumn();
      if (cell instanceof NumberRecord number) {
        put(column, number(cell, number.getValue()));
      } else if (cell instanceof LabelSSTRecord label && texts != null) {
        put(column, CellValue.text(texts.getString(label.getSSTIndex()).getString()));
      } else if (cell instanceof LabelRecord label) {
        put(column, CellValue.text(label.getValue()));
      } else if (cell instanceof BoolErrRecord value) {
        put(
            column,
            value.isBoolean() ? bool(value.getBooleanValue()) : error(value.getErrorValue()));
      } else if (cell instanceof FormulaRecord formula) {
        formula(column, formula);
      }
    }

    private void formula(int column, FormulaRecord formula) {
      if (formula.hasCachedResultString()) {
        textOf = column;
        return;
      }
      CellType type = formula.getCachedResultTypeEnum();
      put(
          column,
          type == CellType.BOOLEAN
              ? bool(formula.getCachedBooleanValue())
              : type == CellType.ERROR
                  ? error((byte) formula.getCachedErrorValue())
                  : number(formula, formula.getValue()));
    }

    private CellValue number(CellValueRecordInterface cell, double value) {
      return formats.isDate(cell) ? CellValue.date(value, since1904) : CellValue.number(value);
    }

    private static CellValue bool(boolean value) {
      return new CellValue(CellValue.Kind.BOOLEAN, Boolean.toString(value));
    }

    private static CellValue error(byte code) {
      return new CellValue(CellValue.Kind.ERROR, FormulaError.forInt(code).getString());
    }

    private void put(int column, CellValue value) {
      if (!value.text().isBlank()) {
        cells.put(column, value);
      }
    }

    private void endRow() {
      if (row >= 0 && !cells.isEmpty()) {
        merged.fill(row, cells);
        visitor.row(row + 1, cells, Double.NaN);
      }
      cells = new HashMap<>();
    }
  }
}
