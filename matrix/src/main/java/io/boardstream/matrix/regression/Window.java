package io.boardstream.matrix.regression;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a detector remembers of a series: the newest points of the present level, and the scatter
 * around the levels before. Its size is bounded by the rule, whatever the length of the series.
 */
final class Window {

  private static final byte FORMAT = 1;
  private static final double CLIP = 3;

  private final int reference;
  private final double[] points;
  private int size;
  private long firstPosition;

  /** Distances from their level, as parts of it, oldest first. */
  private double[] carried = {};

  private double carriedCorrelation;

  Window(DetectorRule rule) {
    this.reference = rule.reference();
    this.points = new double[rule.reference() + rule.newest()];
  }

  void add(double value) {
    if (size == points.length) {
      System.arraycopy(points, 1, points, 0, size - 1);
      size--;
      firstPosition++;
    }
    points[size++] = value;
  }

  int size() {
    return size;
  }

  double point(int at) {
    return points[at];
  }

  /** Position in the series of a point of this window. */
  long position(int at) {
    return firstPosition + at;
  }

  boolean carries() {
    return carried.length > 0;
  }

  /** Scatter of before that fills a reference up to its bound, newest first. */
  int carriedBeside(int ownPoints) {
    return Math.min(carried.length, reference - ownPoints);
  }

  /** What a carried point would be around another level. */
  double carriedPoint(int newestFirst, double level) {
    return level * (1 + carried[carried.length - 1 - newestFirst]);
  }

  /**
   * Correlation of neighbours, where {@code own} points before {@code to} count with the carried.
   */
  double correlation(int to, int own, double level, double scatter) {
    int beside = carriedBeside(own);
    double found = neighbours(to - own, to, level, scatter);
    double mixed = (found * own + carriedCorrelation * beside) / (own + beside);
    return Math.max(0, Math.min(0.9, mixed));
  }

  private double neighbours(int from, int to, double level, double scatter) {
    double products = 0;
    double squares = 0;
    double last = 0;
    for (int i = from; i < to; i++) {
      // Clipped: two outliers in a row do not make a habit.
      double distance = Math.max(-CLIP, Math.min(CLIP, (points[i] - level) / scatter));
      squares += distance * distance;
      products += distance * last;
      last = distance;
    }
    return squares == 0 ? 0 : products / squares;
  }

  /** A new level begins at a point of this window: of what was before, the scatter stays known. */
  void changed(int at, double level, double scatter) {
    int own = Math.min(at, reference);
    if (level != 0) {
      int keep = carriedBeside(own);
      double[] kept = Arrays.copyOfRange(carried, carried.length - keep, carried.length + own);
      for (int i = 0; i < own; i++) {
        kept[keep + i] = (points[at - own + i] - level) / level;
      }
      carriedCorrelation =
          (neighbours(at - own, at, level, scatter) * own + carriedCorrelation * keep)
              / (own + keep);
      carried = kept;
    }
    System.arraycopy(points, at, points, 0, size - at);
    size -= at;
    firstPosition += at;
  }

  /** The state as bytes: for a store, and to go on from later. */
  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(1 + 8 + 8 + 4 + 4 + 8 * (size + carried.length));
    out.put(FORMAT).putLong(firstPosition).putDouble(carriedCorrelation);
    out.putInt(size).putInt(carried.length);
    for (int i = 0; i < size; i++) {
      out.putDouble(points[i]);
    }
    for (double distance : carried) {
      out.putDouble(distance);
    }
    return out.array();
  }

  /** Takes over a state that {@link #bytes} wrote under the same rule. */
  void restore(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < 25 || in.get() != FORMAT) {
      throw new IllegalArgumentException("not the state of a detector, or of another version");
    }
    firstPosition = in.getLong();
    carriedCorrelation = in.getDouble();
    size = in.getInt();
    int kept = in.getInt();
    if (size < 0
        || size > points.length
        || kept < 0
        || kept > reference
        || in.remaining() != 8 * (size + kept)) {
      throw new IllegalArgumentException("the state of a detector with another rule");
    }
    for (int i = 0; i < size; i++) {
      points[i] = in.getDouble();
    }
    carried = new double[kept];
    for (int i = 0; i < kept; i++) {
      carried[i] = in.getDouble();
    }
  }
}
