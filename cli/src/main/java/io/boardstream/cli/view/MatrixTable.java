package io.boardstream.cli.view;

import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.StatusWord;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Models in lines, devices in columns, a word in each cell; as many tables below each other as the
 * width asks for.
 */
public final class MatrixTable {

  private static final int NARROWEST = 40;
  private static final int WIDEST_MODEL = 48;
  private static final String GAP = "  ";

  /** What stands where nobody knows anything. */
  private static final String NOTHING = "-";

  private static final Map<StatusWord, String> SHORT =
      new EnumMap<>(
          Map.of(
              StatusWord.SUPPORTED, "yes",
              StatusWord.NOT_SUPPORTED, "no",
              StatusWord.COMING_SOON, "soon",
              StatusWord.DEPRECATED, "depr.",
              StatusWord.UNTESTED, "unt.",
              StatusWord.UNKNOWN, "?"));

  private final List<ModelCompatibility> models;
  private final List<String> devices;
  private final Instant now;
  private final Paint paint;
  private final int width;
  private final boolean isShort;

  /**
   * A table that is not printed yet.
   *
   * @param width columns of the terminal
   * @param now decides what is marked as stale
   */
  public MatrixTable(List<ModelCompatibility> models, int width, Instant now, Paint paint) {
    this.models = models;
    this.devices =
        models.stream()
            .flatMap(model -> model.getCells().stream())
            .map(Cell::getDeviceId)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .toList();
    this.now = now;
    this.paint = paint;
    this.width = Math.max(NARROWEST, width);
    this.isShort = widthOf(false) > this.width;
  }

  public void print(PrintWriter out) {
    if (models.isEmpty()) {
      out.println("No model is like that.");
      return;
    }
    int from = 0;
    do {
      int to = fitting(from);
      block(devices.subList(from, to), out);
      from = to;
    } while (from < devices.size());
    notes(out);
  }

  private int widthOf(boolean shortened) {
    return modelWidth()
        + devices.stream().mapToInt(d -> GAP.length() + columnWidth(d, shortened)).sum();
  }

  /** The end of the columns from here on that fit, at least one. */
  private int fitting(int from) {
    int used = modelWidth();
    int to = from;
    while (to < devices.size()) {
      used += GAP.length() + columnWidth(devices.get(to), isShort);
      if (used > width && to > from) {
        break;
      }
      to++;
    }
    return to;
  }

  private int modelWidth() {
    int longest = models.stream().mapToInt(model -> model.getModelId().length()).max().orElse(0);
    return Math.min(longest, Math.min(WIDEST_MODEL, width / 2));
  }

  private int columnWidth(String device, boolean shortened) {
    int widest = device.length();
    for (ModelCompatibility model : models) {
      widest = Math.max(widest, text(model, device, shortened).length());
    }
    return widest;
  }

  private void block(List<String> columns, PrintWriter out) {
    StringBuilder header = new StringBuilder(padded("model", modelWidth()));
    for (String device : columns) {
      header.append(GAP).append(padded(device, columnWidth(device, isShort)));
    }
    out.println(paint.strong(header.toString().stripTrailing()));
    for (ModelCompatibility model : models) {
      StringBuilder line = new StringBuilder(padded(shortened(model.getModelId()), modelWidth()));
      for (String device : columns) {
        String text = text(model, device, isShort);
        int spaces = columnWidth(device, isShort) - text.length();
        line.append(GAP).append(painted(model, device, text)).append(" ".repeat(spaces));
      }
      out.println(line.toString().stripTrailing());
    }
    out.println();
  }

  private String painted(ModelCompatibility model, String device, String text) {
    return cell(model, device)
        .map(cell -> paint.status(StatusWord.of(cell.getStatus()), text))
        .orElse(text);
  }

  private String text(ModelCompatibility model, String device, boolean shortened) {
    return cell(model, device)
        .map(cell -> word(cell, shortened) + (isStale(cell, now) ? "*" : ""))
        .orElse(NOTHING);
  }

  private static String word(Cell cell, boolean shortened) {
    StatusWord word = StatusWord.of(cell.getStatus());
    return shortened ? SHORT.getOrDefault(word, word.text()) : word.text();
  }

  private void notes(PrintWriter out) {
    Map<StatusWord, Integer> counts = new EnumMap<>(StatusWord.class);
    boolean stale = false;
    Map<String, String> unlisted = new TreeMap<>();
    for (ModelCompatibility model : models) {
      for (Cell cell : model.getCells()) {
        counts.merge(StatusWord.of(cell.getStatus()), 1, Integer::sum);
        stale |= isStale(cell, now);
        if (!cell.getDeviceMapped()) {
          unlisted.put(cell.getDeviceId(), cell.getDeviceDisplayName());
        }
      }
    }
    out.println(
        "%s, %s: %s"
            .formatted(
                counted(models.size(), "model"),
                counted(devices.size(), "device"),
                counts.entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey().text())
                    .collect(Collectors.joining(", "))));
    List<String> notes = new ArrayList<>();
    if (isShort) {
      notes.add(
          counts.keySet().stream()
              .map(word -> SHORT.get(word) + " = " + word.text())
              .collect(Collectors.joining(", ")));
    }
    notes.add(NOTHING + " = no run is known; it is not a no");
    if (stale) {
      notes.add("* = stale: not verified again in time");
    }
    if (!unlisted.isEmpty()) {
      notes.add("not in the catalogue of devices: " + String.join(", ", unlisted.values()));
    }
    notes.forEach(out::println);
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Whether a reader should call it stale now. */
  static boolean isStale(Cell cell, Instant now) {
    return cell.getStaleAfter().filter(now::isAfter).isPresent();
  }

  private static Optional<Cell> cell(ModelCompatibility model, String device) {
    return model.getCells().stream().filter(c -> c.getDeviceId().equals(device)).findFirst();
  }

  private String shortened(String id) {
    int most = modelWidth();
    return id.length() <= most ? id : id.substring(0, most - 1) + "…";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
