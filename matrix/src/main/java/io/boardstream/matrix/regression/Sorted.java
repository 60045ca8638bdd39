package io.boardstream.matrix.regression;

import java.util.Arrays;

/** A few numbers in order, and their quantiles. */
final class Sorted {

  private final double[] values;
  private int size;

  Sorted(int capacity) {
    this.values = new double[capacity];
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  double at(int position) {
    return values[position];
  }

  void add(double value) {
    int found = Arrays.binarySearch(values, 0, size, value);
    int at = found < 0 ? -found - 1 : found;
    System.arraycopy(values, at, values, at + 1, size - at);
    values[at] = value;
    size++;
  }

  /** Takes out one that is in it. */
  void remove(double value) {
    int at = Arrays.binarySearch(values, 0, size, value);
    System.arraycopy(values, at + 1, values, at, size - at - 1);
    size--;
  }

  void copy(Sorted other) {
    System.arraycopy(other.values, 0, values, 0, other.size);
    size = other.size;
  }

  /** With linear interpolation between neighbours. */
  double quantile(double part) {
    double place = (size - 1) * part;
    int below = (int) place;
    int above = Math.min(size - 1, below + 1);
    return values[below] + (values[above] - values[below]) * (place - below);
  }

  double median() {
    return quantile(0.5);
  }

  /** Median distance from a middle. */
  double medianDistance(double middle, Sorted scratch) {
    scratch.clear();
    // Distances grow to both sides of the middle: merging from there yields them in order.
    int right = Arrays.binarySearch(values, 0, size, middle);
    right = right < 0 ? -right - 1 : right;
    int left = right - 1;
    while (left >= 0 || right < size) {
      double toLeft = left >= 0 ? middle - values[left] : Double.POSITIVE_INFINITY;
      double toRight = right < size ? values[right] - middle : Double.POSITIVE_INFINITY;
      if (toLeft < toRight) {
        scratch.values[scratch.size++] = toLeft;
        left--;
      } else {
        scratch.values[scratch.size++] = toRight;
        right++;
      }
    }
    return scratch.median();
  }

  /** The part that is above (or below) a bound. */
  double partBeyond(double bound, boolean above) {
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (above ? values[i] > bound : values[i] < bound) {
        count++;
      }
    }
    return count / (double) size;
  }
}
