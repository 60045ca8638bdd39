package io.boardstream.producers.excel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.ss.util.CellRangeAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gives each cell of a merged area the value of its first cell, which is the only one that the file
 * holds. Rows are met from the top, once.
 */
final class MergedCells {

  private final List<CellRangeAddress> coming;
  private final Map<CellRangeAddress, CellValue> open = new HashMap<>();
  private int next;

  MergedCells(List<CellRangeAddress> areas) {
    this.coming = new ArrayList<>(areas);
    this.coming.sort(Comparator.comparingInt(CellRangeAddress::getFirstRow));
  }

  /** Completes a row; its number counts from 0. */
  void fill(int row, Map<Integer, CellValue> cells) {
    while (next < coming.size() && coming.get(next).getFirstRow() <= row) {
      CellRangeAddress area = coming.get(next++);
      @Nullable CellValue first =
          area.getFirstRow() == row ? cells.get(area.getFirstColumn()) : null;
      if (first != null) {
        open.put(area, first);
      }
    }
    open.keySet().removeIf(area -> area.getLastRow() < row);
    open.forEach(
        (area, value) -> {
          for (int column = area.getFirstColumn(); column <= area.getLastColumn(); column++) {
            cells.putIfAbsent(column, value);
          }
        });
  }
}
