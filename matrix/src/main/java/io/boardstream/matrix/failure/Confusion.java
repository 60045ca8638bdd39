package io.boardstream.matrix.failure;

import java.util.Map;
import java.util.TreeMap;

/** How often texts of one category were put into which: what the rules are worth. */
public final class Confusion {
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
  private int texts;
  private int right;
  private int unknown;

  /** Counts one text. */
  public void add(String expected, String diagnosed) {
    counts.computeIfAbsent(expected, key -> new TreeMap<>()).merge(diagnosed, 1, Integer::sum);
    texts++;
    right += expected.equals(diagnosed) ? 1 : 0;
    unknown += diagnosed.equals(FailureCategory.UNKNOWN) ? 1 : 0;
  }

  public int texts() {
    return texts;
  }

  /** The share that was put into the expected category, 0 to 1; 0 without texts. */
  public double right() {
    return texts == 0 ? 0 : (double) right / texts;
  }

  /** The share that no rule matched, 0 to 1. */
  public double unknown() {
    return texts == 0 ? 0 : (double) unknown / texts;
  }

  /**
   * A row for each expected category: how many texts, how many right, and where the others went.
   */
  @Override
  public String toString() {
    StringBuilder table =
        new StringBuilder("%-18s %5s %5s  %s%n".formatted("expected", "texts", "right", "others"));
    counts.forEach(
        (expected, diagnosed) -> {
          int all = diagnosed.values().stream().mapToInt(Integer::intValue).sum();
          StringBuilder others = new StringBuilder();
          diagnosed.forEach(
              (category, count) -> {
                if (!category.equals(expected)) {
                  others.append(category).append(' ').append(count).append("  ");
                }
              });
          table.append(
              "%-18s %5d %5d  %s%n"
                  .formatted(
                      expected,
                      all,
                      diagnosed.getOrDefault(expected, 0),
                      others.toString().strip()));
        });
    return table
        .append(
            "%d texts, %d right (%.1f %%), %d unknown (%.1f %%)%n"
                .formatted(texts, right, 100 * right(), unknown, 100 * unknown()))
        .toString();
  }
}
