package io.boardstream.producers.excel;

import java.util.Map;

/** Meets the sheets of a workbook, one after another, and their rows from the top. */
interface SheetVisitor {

  void sheet(String name);

  /**
   * A row with at least one cell.
   *
   * @param number from 1, as Excel counts
   * @param cells by column from 0; a cell without a value is absent. The map is the visitor's.
   * @param done which part of the workbook has been read, 0 to 1; NaN when nobody can say
   */
  void row(int number, Map<Integer, CellValue> cells, double done);
}
