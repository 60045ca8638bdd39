package io.boardstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores changes against known ones, by the rules of the shared yardstick's own scorer. */
final class Yardstick {

  private static final int TOLERANCE = 5;
  private static final int LATEST = 20;
  private static final int LEAST_AFTER = 8;

  /** Alerts that hit, that do not, changes that none hit. */
  record Score(
      int hits, int misses, int wrong, double falseAlertsPerThousand, List<Integer> delays) {

    double f1() {
      return 2.0 * hits / (2.0 * hits + misses + wrong);
    }

    int delay(double part) {
      return delays.get((int) (part * (delays.size() - 1)));
    }
  }

  private static final class Known {
    private final int at;
    private final String direction;
    private boolean taken;

    Known(int at, String direction) {
      this.at = at;
      this.direction = direction;
    }
  }

  private Yardstick() {}

  static Score score(Path detections, Path folder) throws IOException {
    Map<String, Integer> lengths = new HashMap<>();
    Map<String, Integer> alertsOnCalm = new HashMap<>();
    int calmPoints = 0;
    for (Map<String, String> row : rows(folder.resolve("meta.csv"))) {
      int points = Integer.parseInt(row.get("n_points"));
      lengths.put(row.get("series_id"), points);
      if (row.get("no_change").equals("1")) {
        alertsOnCalm.put(row.get("series_id"), 0);
        calmPoints += points;
      }
    }
    Map<String, List<Known>> known = new HashMap<>();
    Map<String, List<int[]>> uncounted = new HashMap<>();
    for (Map<String, String> row : rows(folder.resolve("truth.csv"))) {
      String id = row.get("series_id");
      int at = Integer.parseInt(row.get("change_index"));
      String kind = row.get("kind");
      if (kind.equals("change") && lengths.get(id) - at >= LEAST_AFTER) {
        known.computeIfAbsent(id, i -> new ArrayList<>()).add(new Known(at, row.get("direction")));
      } else {
        int ramp = kind.startsWith("drift:") ? Integer.parseInt(kind.substring(6)) + TOLERANCE : 0;
        uncounted
            .computeIfAbsent(id, i -> new ArrayList<>())
            .add(new int[] {at - TOLERANCE, at + TOLERANCE + ramp});
      }
    }
    int wrong = 0;
    List<Integer> delays = new ArrayList<>();
    for (Map<String, String> row : rows(detections)) {
      String id = row.get("series_id");
      int told = Integer.parseInt(row.get("detected_at_index"));
      int began = Integer.parseInt(row.get("change_index"));
      alertsOnCalm.computeIfPresent(id, (i, alerts) -> alerts + 1);
      Known hit = null;
      for (Known one : known.getOrDefault(id, List.of())) {
        if (!one.taken
            && one.direction.equals(row.get("direction"))
            && Math.abs(one.at - began) <= TOLERANCE
            && one.at <= told) {
          hit = one;
          break;
        }
      }
      if (hit != null) {
        hit.taken = true;
        if (told - hit.at <= LATEST) {
          delays.add(told - hit.at);
        }
      } else if (uncounted.getOrDefault(id, List.of()).stream()
          .noneMatch(range -> began >= range[0] && began <= range[1])) {
        wrong++;
      }
    }
    int all = known.values().stream().mapToInt(List::size).sum();
    int onCalm = alertsOnCalm.values().stream().mapToInt(Integer::intValue).sum();
    Collections.sort(delays);
    return new Score(
        delays.size(), all - delays.size(), wrong, 1000.0 * onCalm / calmPoints, delays);
  }

  private static List<Map<String, String>> rows(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] names = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], values[i]);
      }
      rows.add(row);
    }
    return rows;
  }
}
