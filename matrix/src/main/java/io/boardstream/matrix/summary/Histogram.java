package io.boardstream.matrix.summary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Milliseconds by powers of two: index i is for less than 2^i, the last for all that is longer. */
public final class Histogram {

  /** The last is for more than six days. */
  private static final int SIZE = 30;

  private Histogram() {}

  /**
   * A histogram of one duration.
   *
   * @param times how often it is counted: 1, or -1 to take it back
   */
  public static List<Long> of(long millis, long times) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(SIZE, 0L));
    int index = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, millis));
    counts.set(Math.min(SIZE - 1, index), times);
    return counts;
  }

  static List<Long> sum(List<Long> one, List<Long> other) {
    List<Long> sum = new ArrayList<>();
    for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
      sum.add((i < one.size() ? one.get(i) : 0) + (i < other.size() ? other.get(i) : 0));
    }
    return sum;
  }
}
