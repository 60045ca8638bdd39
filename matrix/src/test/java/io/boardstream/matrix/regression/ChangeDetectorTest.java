package io.boardstream.matrix.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.matrix.regression.Draws.Draw;
import io.boardstream.matrix.regression.Draws.Noise;
import io.boardstream.matrix.regression.Split.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChangeDetectorTest {

  static List<Change> changes(double... values) {
    ChangeDetector detector = new ChangeDetector(DetectorRule.DEFAULT);
    List<Change> changes = new ArrayList<>();
    for (double value : values) {
      detector.add(value).ifPresent(changes::add);
    }
    return changes;
  }

  private static double[] level(int length, double level) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = level * (1 + 0.004 * ((i * 7) % 5 - 2));
    }
    return values;
  }

  @Test
  void aDropIsToldOnceWithinFourPointsAndDatedToItsBegin() {
    double[] values = level(60, 63);
    System.arraycopy(level(20, 41), 0, values, 40, 20);

    List<Change> changes = changes(values);

    assertThat(changes).hasSize(1);
    Change change = changes.get(0);
    assertThat(change.changedAt()).isEqualTo(40);
    assertThat(change.detectedAt()).isBetween(42L, 44L);
    assertThat(change.up()).isFalse();
    assertThat(change.split().before()).isBetween(62.5, 63.5);
    assertThat(change.split().after()).isBetween(40.5, 41.5);
    assertThat(change.split().relative()).isBetween(-0.36, -0.33);
  }

  @Test
  void aDropAndTheWayBackAreTwoChangesAlsoWhenTheyAreClose() {
    double[] values = level(60, 63);
    System.arraycopy(level(9, 50), 0, values, 30, 9);

    assertThat(changes(values)).extracting(Change::changedAt).containsExactly(30L, 39L);
    assertThat(changes(values)).extracting(Change::up).containsExactly(false, true);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 0.8, 1.2, 3})
  void threeOutliersInARowAreNoChange(double factor) {
    double[] values = level(60, 63);
    for (int i = 30; i < 33; i++) {
      values[i] *= factor;
    }

    assertThat(changes(values)).isEmpty();
  }

  @Test
  void aShiftBelowTheFloorIsNeverToldHoweverClear() {
    double[] values = new double[100];
    Arrays.fill(values, 0, 50, 1000);
    Arrays.fill(values, 50, 100, 1015);

    assertThat(changes(values)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -5, 1e-300, 1e300})
  void aLevelMayBeAnyNumber(double level) {
    double[] values = new double[60];
    Arrays.fill(values, 0, 40, level);
    Arrays.fill(values, 40, 60, level == 0 ? 1 : level * 0.7);

    assertThat(changes(values)).extracting(Change::changedAt).containsExactly(40L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNoNumberIsRefusedAndChangesNothing(double value) {
    ChangeDetector detector = new ChangeDetector(DetectorRule.DEFAULT);
    detector.add(1);
    byte[] before = detector.state();

    assertThatThrownBy(() -> detector.add(value)).hasMessageContaining(String.valueOf(value));
    assertThat(detector.state()).isEqualTo(before);
  }

  @Property(tries = 60)
  void nothingIsToldThatLaterPointsDecide(
      @ForAll Noise noise,
      @ForAll @IntRange(max = 9999) int seed,
      @ForAll @IntRange(min = 30, max = 89) int cut) {
    double[] values = Draws.step(noise, 90, 45, 4, seed).values();

    List<Change> whole = changes(values);
    List<Change> begun = changes(Arrays.copyOf(values, cut));

    assertThat(begun)
        .isEqualTo(whole.stream().filter(change -> change.detectedAt() < cut).toList());
  }

  @Property(tries = 60)
  void aResumedDetectorGoesOnAsIfItHadNeverStopped(
      @ForAll Noise noise,
      @ForAll @IntRange(max = 9999) int seed,
      @ForAll @IntRange(max = 149) int cut) {
    double[] values = Draws.step(noise, 150, 70, 5, seed).values();
    ChangeDetector one = new ChangeDetector(DetectorRule.DEFAULT);
    ChangeDetector other = new ChangeDetector(DetectorRule.DEFAULT);

    for (int i = 0; i < values.length; i++) {
      if (i == cut) {
        other = ChangeDetector.resumed(DetectorRule.DEFAULT, other.state());
      }
      assertThat(other.add(values[i])).isEqualTo(one.add(values[i]));
    }
    assertThat(other.state()).isEqualTo(one.state());
  }

  @Test
  void theStateStaysBelowTwoKilobytesHoweverLongTheSeries() {
    ChangeDetector detector = new ChangeDetector(DetectorRule.DEFAULT);
    double[] values = Draws.step(Noise.HEAVY_TAILS, 5000, 2500, 8, 3).values();

    for (double value : values) {
      detector.add(value);
      assertThat(detector.state().length).isLessThan(2048);
    }
  }

  @Test
  void aStateOfAnotherRuleOrNoStateIsRefused() {
    assertThatThrownBy(() -> ChangeDetector.resumed(DetectorRule.DEFAULT, new byte[] {9, 9}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 40)
  void whatIsExaminedIsWhatIsThenDone(@ForAll Noise noise, @ForAll @IntRange(max = 9999) int seed) {
    ChangeDetector detector = new ChangeDetector(DetectorRule.DEFAULT);
    for (double value : Draws.step(noise, 80, 40, 6, seed).values()) {
      byte[] before = detector.state();
      List<Split> examined = detector.examine(value);
      assertThat(detector.state()).isEqualTo(before);

      List<Split> passed =
          examined.stream().filter(split -> split.finding() == Finding.CHANGED).toList();
      assertThat(detector.add(value).isPresent()).isEqualTo(!passed.isEmpty());
    }
  }

  @Test
  void drawsOfEightKindsOfNoiseGiveFewFalseAlertsAndMostSteps() {
    int points = 0;
    int falseAlerts = 0;
    int found = 0;
    int wrong = 0;
    int steps = 0;
    for (Noise noise : Noise.values()) {
      for (int seed = 0; seed < 25; seed++) {
        Draw calm = Draws.calm(noise, 120, 1000 + seed);
        points += calm.values().length;
        falseAlerts += changes(calm.values()).size();
        Draw step = Draws.step(noise, 100, 40 + seed, 5, 5000 + seed);
        steps++;
        int right = 0;
        for (Change change : changes(step.values())) {
          boolean hit =
              change.up() == step.up()
                  && Math.abs(change.changedAt() - step.changeAt()) <= 5
                  && change.detectedAt() - step.changeAt() <= 20;
          right += hit ? 1 : 0;
          wrong += hit ? 0 : 1;
        }
        found += Math.min(1, right);
        wrong += Math.max(0, right - 1);
      }
    }

    assertThat(falseAlerts * 1000.0 / points).isLessThanOrEqualTo(0.5);
    assertThat(found / (double) steps).isGreaterThanOrEqualTo(0.9);
    assertThat(found / (double) (found + wrong)).isGreaterThanOrEqualTo(0.9);
  }
}
