package io.boardstream.matrix.regression;

/**
 * How likely values are, as seen so far: a sum of heavy-tailed kernels over the points of a
 * reference, so that two ways of answering, lopsided noise and rounding need no model of their own.
 */
final class Scatter {

  private final double[] points;
  private int size;
  private double width;
  private final double surprise;

  Scatter(int capacity, double surprise) {
    this.points = new double[capacity];
    this.surprise = surprise;
  }

  void of(Sorted reference, double width) {
    size = reference.size();
    for (int i = 0; i < size; i++) {
      points[i] = reference.at(i) / width;
    }
    this.width = width;
  }

  /** Between the surprise and one more than it; never zero. */
  private double likelihood(double value) {
    double at = value / width;
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double distance = at - points[i];
      double tail = 1 + distance * distance / 3;
      sum += 1 / (tail * tail);
    }
    return sum / size + surprise;
  }

  /**
   * Of points that a shift is taken off first. Up to 30 of them: the product of their likelihoods
   * stays far above the smallest double, and one logarithm does.
   */
  double logLikelihood(Sorted values, double shift) {
    double product = 1;
    double logs = 0;
    for (int i = 0; i < values.size(); i++) {
      product *= likelihood(values.at(i) - shift);
      if (product < 1e-200) {
        logs += StrictMath.log(product);
        product = 1;
      }
    }
    // StrictMath: the same on every machine, as the outcome must be.
    return logs + StrictMath.log(product);
  }

  /** The most that so many points can reach. */
  double bestLogLikelihood(int count) {
    return count * StrictMath.log1p(surprise);
  }
}
