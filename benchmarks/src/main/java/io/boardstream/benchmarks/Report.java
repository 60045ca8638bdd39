package io.boardstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark measured: rows of figures, printed as a table and written as JSON. Units stand
 * in the names of the figures.
 */
public final class Report {

  private final String benchmark;
  private final List<Map<String, Object>> rows = new ArrayList<>();

  public Report(String benchmark) {
    this.benchmark = benchmark;
  }

  /**
   * Adds a row.
   *
   * @param variant what was measured, for example {@code exactly_once_v2}
   * @param figures name with unit to number or text, in the order of the table's columns
   */
  public Report add(String variant, Map<String, Object> figures) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("variant", variant);
    row.putAll(figures);
    rows.add(row);
    return this;
  }

  public List<Map<String, Object>> rows() {
    return List.copyOf(rows);
  }

  /** The median of measurements, of which there is at least one. */
  public static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** A quantile of measurements by the nearest rank, of which there is at least one. */
  public static double quantile(List<Double> values, double q) {
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(q * sorted.size());
    return sorted.get(Math.max(0, Math.min(sorted.size(), rank) - 1));
  }

  /** For people: a line of names, and one for each row. */
  public String table() {
    List<String> columns = columns();
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns);
    rows.forEach(row -> lines.add(columns.stream().map(column -> text(row.get(column))).toList()));
    int[] widths = new int[columns.size()];
    lines.forEach(
        line -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], line.get(i).length());
          }
        });
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String format = i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s";
        text.append(format.formatted(line.get(i)));
      }
      table.append(text.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  /** Writes {@code {"benchmark": …, "machine": {…}, "rows": [{…}]}}. */
  public void write(Path file) throws IOException {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpus", Runtime.getRuntime().availableProcessors());
    machine.put("heap_max_mib", Runtime.getRuntime().maxMemory() >> 20);
    machine.put("java", System.getProperty("java.version"));
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", benchmark);
    document.put("machine", machine);
    document.put("rows", rows);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), document);
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>();
    TreeSet<String> seen = new TreeSet<>();
    rows.forEach(row -> row.keySet().stream().filter(seen::add).forEach(columns::add));
    return columns;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Double number) {
      double size = Math.abs(number);
      String format = size >= 1000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.3f";
      return String.format(Locale.ROOT, format, number);
    }
    return value == null
        ? ""
        : value instanceof Number n
            ? String.format(Locale.ROOT, "%,d", n.longValue())
            : value.toString();
  }
}
