package io.boardstream.matrix.regression;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.Direction;
import io.boardstream.matrix.regression.Draws.Noise;
import io.boardstream.matrix.regression.OrderedSeries.Dated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Law 1 for changes: they are those of the points that count in the order of events, whatever came
 * first, twice, was corrected or taken back.
 */
final class Law1OrderedSeriesTest {

  private static final int LENGTH = 160;

  /** Told by the detector from the first point to the last; the keys are the positions. */
  private static List<Dated<Integer>> inOrder(double[] values) {
    return ChangeDetectorTest.changes(values).stream()
        .map(
            change ->
                new Dated<>(
                    (int) change.changedAt() - 1,
                    (int) change.changedAt(),
                    (int) change.detectedAt(),
                    change))
        .toList();
  }

  private static double[] twoSteps(Noise noise, int seed) {
    double[] values = Draws.step(noise, LENGTH, 50, 6, seed).values();
    for (int i = 110; i < LENGTH; i++) {
      values[i] *= 0.8;
    }
    return values;
  }

  @Property(tries = 40)
  void anyOrderDuplicatesCorrectionsAndDeletesEndInTheSameRegressions(
      @ForAll Noise noise, @ForAll @IntRange(max = 9999) int seed, @ForAll Random random) {
    double[] values = twoSteps(noise, seed);
    List<Integer> arrivals = new ArrayList<>();
    for (int key = 0; key < LENGTH; key++) {
      arrivals.add(key);
    }
    Collections.shuffle(arrivals, random);
    OrderedSeries<Integer> series = new OrderedSeries<>(DetectorRule.DEFAULT);

    for (int key : arrivals) {
      int fate = random.nextInt(20);
      if (fate == 0) {
        series.put(key, values[key] * 3);
      } else if (fate == 1) {
        series.put(key + LENGTH, 1);
      }
      series.put(key, values[key]);
      if (fate == 1) {
        series.remove(key + LENGTH);
      } else if (fate == 2) {
        series.put(key, values[key]);
      }
    }

    assertThat(series.changes()).isEqualTo(inOrder(values));
    assertThat(PerformanceHistory.open(Direction.HIGHER_IS_BETTER, series.changes()))
        .isEqualTo(PerformanceHistory.open(Direction.HIGHER_IS_BETTER, inOrder(values)));
  }

  @Property(tries = 40)
  void aLatePointIsAsIfItHadBeenOnTime(
      @ForAll Noise noise,
      @ForAll @IntRange(max = 9999) int seed,
      @ForAll @IntRange(max = LENGTH - 1) int late) {
    double[] values = twoSteps(noise, seed);
    OrderedSeries<Integer> series = new OrderedSeries<>(DetectorRule.DEFAULT);

    for (int key = 0; key < LENGTH; key++) {
      if (key != late) {
        series.put(key, values[key]);
      }
    }
    series.put(late, values[late]);

    assertThat(series.changes()).isEqualTo(inOrder(values));
  }

  @Test
  void aCorrectionTakesAnAlertBack() {
    OrderedSeries<Integer> series = new OrderedSeries<>(DetectorRule.DEFAULT);
    for (int key = 0; key < 40; key++) {
      series.put(key, key < 30 ? 63 + key % 3 : 41);
    }
    assertThat(series.changes()).hasSize(1);

    for (int key = 30; key < 40; key++) {
      series.put(key, 63);
    }

    assertThat(series.changes()).isEmpty();
  }
}
