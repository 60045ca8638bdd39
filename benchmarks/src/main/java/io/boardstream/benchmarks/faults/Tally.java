package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What came of the faults, by kind. */
final class Tally {

  static final String TOGETHER = "several at once";
  private static final String ALL = "all";

  private static final class Line {
    private final List<Double> recovery = new ArrayList<>();
    private final List<Double> takenOver = new ArrayList<>();
    private long injected;
    private long checked;
    private long lost;
    private long duplicated;
    private long wrong;

    Map<String, Object> figures() {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("injected", injected);
      putSeconds(figures, "recovery", recovery);
      putSeconds(figures, "taken_over", takenOver);
      figures.put("checked", checked);
      figures.put("lost", lost);
      figures.put("duplicated", duplicated);
      figures.put("wrong", wrong);
      return figures;
    }

    private static void putSeconds(Map<String, Object> figures, String name, List<Double> seconds) {
      figures.put(name + "_p50_s", seconds.isEmpty() ? "" : Report.median(seconds));
      figures.put(name + "_max_s", seconds.isEmpty() ? "" : Report.quantile(seconds, 1));
    }
  }

  private final Map<String, Line> lines = new TreeMap<>();
  private final Line all = new Line();

  /** A thing that was off stays off: it counts once. */
  private final Set<String> known = new TreeSet<>();

  void injected(FaultKind kind) {
    line(kind.toString()).injected++;
    all.injected++;
  }

  void together(int faults) {
    line(TOGETHER).injected += faults;
  }

  void recovered(String name, double seconds) {
    line(name).recovery.add(seconds);
    all.recovery.add(seconds);
  }

  void takenOver(String name, double seconds) {
    line(name).takenOver.add(seconds);
  }

  /** Adds what an audit found after this fault; returns the lines that are new. */
  List<String> audited(String name, Verdict verdict) {
    Line line = line(name);
    line.checked += verdict.checked();
    all.checked += verdict.checked();
    long lost = fresh("lost", verdict.lost());
    long duplicated = fresh("duplicated", verdict.duplicated());
    long wrong = fresh("wrong", verdict.wrong());
    line.lost += lost;
    line.duplicated += duplicated;
    line.wrong += wrong;
    all.lost += lost;
    all.duplicated += duplicated;
    all.wrong += wrong;
    List<String> news = new ArrayList<>(verdict.lines());
    news.removeIf(finding -> !known.add(finding));
    return news;
  }

  private long fresh(String kind, List<String> findings) {
    return findings.stream().filter(finding -> !known.contains(kind + ": " + finding)).count();
  }

  boolean isExact() {
    return all.lost + all.duplicated + all.wrong == 0;
  }

  Report report() {
    Report report = new Report("faults");
    lines.forEach((name, line) -> report.add(name, line.figures()));
    return report.add(ALL, all.figures());
  }

  private Line line(String name) {
    return lines.computeIfAbsent(name, unused -> new Line());
  }
}
