package io.boardstream.benchmarks;

import io.boardstream.matrix.regression.ChangeDetector;
import io.boardstream.matrix.regression.DetectorRule;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a point costs a detector that has seen many, and one that has seen few. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChangeDetectorBenchmark {

  private static final int POINTS = 4096;

  /** Points before the first that is measured. */
  @Param({"100", "800"})
  public int history;

  /** Standard deviation of the series, as a part of its level. */
  @Param({"0.01", "0.08"})
  public double scatter;

  private final double[] points = new double[POINTS];
  private ChangeDetector detector = new ChangeDetector(DetectorRule.DEFAULT);
  private byte[] state = {};
  private int next;

  /** A series without a change, and a detector that knows its beginning. */
  @Setup
  public void series() {
    Random random = new Random(7);
    for (int i = 0; i < POINTS; i++) {
      points[i] = 63 * (1 + scatter * random.nextGaussian());
    }
    detector = new ChangeDetector(DetectorRule.DEFAULT);
    for (int i = 0; i < history; i++) {
      detector.add(points[i]);
    }
    state = detector.state();
    next = history;
  }

  /** One point; now and then back to the history that was asked for. */
  @Benchmark
  public Object point() {
    if (next == history + 100) {
      detector = ChangeDetector.resumed(DetectorRule.DEFAULT, state);
      next = history;
    }
    return detector.add(points[next++]);
  }
}
