package io.boardstream.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/** How far long work is: one line that changes on a terminal, a line now and then elsewhere. */
final class ProgressBar {

  private static final int WIDTH = 30;
  private static final double STEP = 0.1;
  private static final long ROWS_PER_LINE = 100_000;
  private static final long NANOS_BETWEEN = 100_000_000;

  private final PrintWriter err;
  private final boolean terminal;
  private String what = "";
  private long began = System.nanoTime();
  private long shown;
  private double lastDone;
  private long lastRows;
  private boolean open;

  ProgressBar(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  static ProgressBar on(PrintWriter err) {
    return new ProgressBar(err, CommandLine.Help.Ansi.AUTO.enabled());
  }

  /**
   * Shows it when it is time to.
   *
   * @param now what is being done
   * @param done which part of it, 0 to 1; NaN when nobody can say
   */
  void at(String now, long rows, double done) {
    if (!now.equals(what)) {
      end();
      what = now;
      began = System.nanoTime();
      lastDone = 0;
      lastRows = 0;
    }
    long time = System.nanoTime();
    if (terminal && (time - shown > NANOS_BETWEEN || done >= 1)) {
      shown = time;
      err.print("\r" + line(rows, done, time - began));
      err.flush();
      open = true;
    } else if (!terminal && (done - lastDone >= STEP || rows - lastRows >= ROWS_PER_LINE)) {
      lastDone = done;
      lastRows = rows;
      err.println(line(rows, done, time - began).strip());
    }
  }

  /** Leaves what was shown last, and the line. */
  void end() {
    if (open) {
      err.println();
      open = false;
    }
  }

  private String line(long rows, double done, long nanos) {
    String rate = "%,d rows, %,.0f rows/s".formatted(rows, rows / Math.max(1e-3, nanos / 1e9));
    if (Double.isNaN(done)) {
      return "%-9s %s".formatted(what, rate);
    }
    int filled = (int) Math.round(Math.min(1, done) * WIDTH);
    return "%-9s [%s%s] %3.0f %%  %s "
        .formatted(what, "#".repeat(filled), ".".repeat(WIDTH - filled), done * 100, rate);
  }
}
