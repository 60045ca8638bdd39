package io.boardstream.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table for people: columns as wide as their widest cell, up to a limit for all but the last. */
final class TextTable {

  private static final int MAX_WIDTH = 80;

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> header) {
    rows.add(List.copyOf(header));
  }

  void add(List<String> row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String line = row.get(i).replaceAll("\\p{Cntrl}", " ");
      cells.add(i == row.size() - 1 ? line : shortened(line));
    }
    rows.add(cells);
  }

  void print(PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
      }
    }
    printRow(out, rows.get(0), widths);
    List<String> lines = new ArrayList<>();
    for (int width : widths) {
      lines.add("-".repeat(Math.min(width, MAX_WIDTH)));
    }
    printRow(out, lines, widths);
    rows.subList(1, rows.size()).forEach(row -> printRow(out, row, widths));
  }

  private static void printRow(PrintWriter out, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      line.append(cell)
          .append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length())))
          .append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  private static String shortened(String line) {
    return line.length() <= MAX_WIDTH ? line : line.substring(0, MAX_WIDTH - 1) + "…";
  }
}
