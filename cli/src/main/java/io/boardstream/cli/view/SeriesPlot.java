package io.boardstream.cli.view;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** A series as a few lines of text: a column for each point, a bar where a change began. */
public final class SeriesPlot {

  private static final int HEIGHT = 12;

  private final List<Double> values;

  /** Of points in order. */
  public SeriesPlot(List<Double> values) {
    this.values = List.copyOf(values);
  }

  /**
   * Prints it.
   *
   * @param first how the first point is called below the plot
   * @param last how the last one is
   * @param changes columns at which changes began; those outside the plot are left out
   */
  public void print(PrintWriter out, long first, long last, List<Integer> changes) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    // A single outlier must not press all else into one line: it is drawn at the edge.
    double low = sorted[(int) (0.03 * (sorted.length - 1))];
    double high = sorted[(int) Math.ceil(0.97 * (sorted.length - 1))];
    double step = high > low ? (high - low) / (HEIGHT - 1) : 1;
    char[][] lines = new char[HEIGHT][values.size()];
    for (char[] line : lines) {
      Arrays.fill(line, ' ');
    }
    for (int column : changes) {
      if (column >= 0 && column < values.size()) {
        for (char[] line : lines) {
          line[column] = '|';
        }
      }
    }
    for (int i = 0; i < values.size(); i++) {
      long line = Math.round((values.get(i) - low) / step);
      int clipped = (int) Math.max(0, Math.min(HEIGHT - 1, line));
      lines[clipped][i] = line > clipped ? '^' : line < clipped ? 'v' : '*';
    }
    for (int line = HEIGHT - 1; line >= 0; line--) {
      out.println(
          "%10s %s"
              .formatted(SplitText.number(low + line * step), new String(lines[line]))
              .stripTrailing());
    }
    String from = String.valueOf(first);
    String to = String.valueOf(last);
    int gap = Math.max(1, values.size() - from.length() - to.length());
    out.println(" ".repeat(11) + from + " ".repeat(gap) + to);
  }
}
