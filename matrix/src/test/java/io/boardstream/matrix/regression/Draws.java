package io.boardstream.matrix.regression;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Series as benchmarks give them, drawn by a seed, with at most one step that is known. */
final class Draws {

  /** How a machine scatters. */
  enum Noise {
    NORMAL,
    HEAVY_TAILS,
    LOPSIDED,
    ROUNDED,
    TWO_WAYS,
    TWO_WAYS_STICKY,
    CORRELATED,
    WEEKLY
  }

  /**
   * A series.
   *
   * @param changeAt first point of the new level, or -1
   */
  record Draw(List<Double> points, int changeAt, boolean up) {

    Draw(double[] values, int changeAt, boolean up) {
      this(Arrays.stream(values).boxed().toList(), changeAt, up);
    }

    double[] values() {
      return points.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private Draws() {}

  /** Without a change; one series in two has outliers, up to three in a row. */
  static Draw calm(Noise noise, int length, long seed) {
    Random random = new Random(seed);
    double sigma = 0.005 + 0.03 * random.nextDouble();
    return new Draw(values(noise, length, sigma, random), -1, false);
  }

  /** With a step of so many standard deviations, and of 2.5 % at least. */
  static Draw step(Noise noise, int length, int at, double deviations, long seed) {
    Random random = new Random(seed);
    double sigma = 0.005 + 0.03 * random.nextDouble();
    double[] values = values(noise, length, sigma, random);
    boolean up = random.nextBoolean();
    double size = Math.min(0.4, Math.max(0.025, deviations * sigma));
    for (int i = at; i < length; i++) {
      values[i] *= up ? 1 + size : 1 - size;
    }
    return new Draw(values, at, up);
  }

  private static double[] values(Noise noise, int length, double sigma, Random random) {
    double level = Math.exp(2 + 6 * random.nextDouble());
    double[] distances = distances(noise, length, random);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = level * (1 + sigma * distances[i]);
    }
    if (random.nextBoolean()) {
      for (int i = 0; i < length; i++) {
        if (random.nextInt(80) == 0) {
          double factor = random.nextBoolean() ? 1.5 : 0.6;
          for (int run = random.nextInt(3); run >= 0 && i < length; run--, i++) {
            values[i] *= factor;
          }
        }
      }
    }
    return values;
  }

  private static double[] distances(Noise noise, int length, Random random) {
    double[] distances = new double[length];
    double last = 0;
    boolean second = false;
    for (int i = 0; i < length; i++) {
      double normal = random.nextGaussian();
      second = random.nextDouble() < 0.5 ? second : random.nextDouble() < 0.35;
      last = 0.5 * last + 0.87 * normal;
      distances[i] =
          switch (noise) {
            case NORMAL -> normal;
            case HEAVY_TAILS -> normal / Math.sqrt(0.2 + random.nextDouble());
            case LOPSIDED -> Math.exp(0.8 * normal) - 1;
            case ROUNDED -> Math.rint(normal);
            case TWO_WAYS -> 0.5 * normal + (random.nextInt(3) == 0 ? 2.5 : 0);
            case TWO_WAYS_STICKY -> 0.5 * normal + (second ? 2.5 : 0);
            case CORRELATED -> last;
            case WEEKLY -> 0.8 * normal + (i % 7 == 5 ? 1.5 : 0);
          };
    }
    return distances;
  }
}
