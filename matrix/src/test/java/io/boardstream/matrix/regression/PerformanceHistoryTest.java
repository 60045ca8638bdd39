package io.boardstream.matrix.regression;

import static io.boardstream.avro.Direction.HIGHER_IS_BETTER;
import static io.boardstream.avro.Direction.LOWER_IS_BETTER;
import static io.boardstream.avro.Direction.NONE;
import static io.boardstream.matrix.regression.PerformanceHistory.Happening.EASED;
import static io.boardstream.matrix.regression.PerformanceHistory.Happening.IMPROVED;
import static io.boardstream.matrix.regression.PerformanceHistory.Happening.OPENED;
import static io.boardstream.matrix.regression.PerformanceHistory.Happening.RECOVERED;
import static io.boardstream.matrix.regression.PerformanceHistory.Happening.WORSENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.boardstream.avro.Direction;
import io.boardstream.matrix.regression.OrderedSeries.Dated;
import io.boardstream.matrix.regression.PerformanceHistory.Event;
import io.boardstream.matrix.regression.PerformanceHistory.Happening;
import io.boardstream.matrix.regression.PerformanceHistory.Open;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PerformanceHistoryTest {

  /** Thirty runs on each level. */
  private static List<Dated<Integer>> levels(double... levels) {
    OrderedSeries<Integer> series = new OrderedSeries<>(DetectorRule.DEFAULT);
    for (int i = 0; i < levels.length * 30; i++) {
      series.put(i, levels[i / 30] * (1 + 0.003 * (i * 7 % 5 - 2)));
    }
    return series.changes();
  }

  private static List<Happening> happenings(Direction better, double... levels) {
    return PerformanceHistory.events(better, levels(levels)).stream()
        .map(Event::happening)
        .toList();
  }

  @Test
  void aRegressionOpensWorsensEasesAndRecoversUnderOneName() {
    List<Event<Integer>> events =
        PerformanceHistory.events(HIGHER_IS_BETTER, levels(100, 90, 80, 85, 99));

    assertThat(events)
        .extracting(Event::happening)
        .containsExactly(OPENED, WORSENED, EASED, RECOVERED);
    assertThat(events).extracting(Event::regression).containsOnly(30);
    assertThat(events).extracting(Event::baseline).allMatch(level -> Math.abs(level - 100) < 0.5);
  }

  @Test
  void aGainIsAnImprovementAndNothingIsOpen() {
    assertThat(happenings(HIGHER_IS_BETTER, 100, 120)).containsExactly(IMPROVED);
    assertThat(PerformanceHistory.open(HIGHER_IS_BETTER, levels(100, 120))).isEmpty();
  }

  @Test
  void whereLowerIsBetterARiseIsTheRegression() {
    assertThat(happenings(LOWER_IS_BETTER, 100, 120, 100)).containsExactly(OPENED, RECOVERED);
    assertThat(happenings(LOWER_IS_BETTER, 100, 80)).containsExactly(IMPROVED);
  }

  @Test
  void withoutADirectionNothingIsGoodOrBad() {
    assertThat(happenings(NONE, 100, 50, 200)).isEmpty();
  }

  @Test
  void afterARecoveryTheNextDropIsARegressionOfItsOwn() {
    List<Event<Integer>> events =
        PerformanceHistory.events(HIGHER_IS_BETTER, levels(100, 80, 100, 80));

    assertThat(events).extracting(Event::happening).containsExactly(OPENED, RECOVERED, OPENED);
    assertThat(events).extracting(Event::regression).containsExactly(30, 30, 90);
  }

  @Test
  void whatIsOpenSaysWhatWasUsualWhatIsNowAndHowBadItIs() {
    Open<Integer> open =
        PerformanceHistory.open(HIGHER_IS_BETTER, levels(100, 90, 70)).orElseThrow();

    assertThat(open.id()).isEqualTo(30);
    assertThat(open.baseline()).isCloseTo(100, within(0.5));
    assertThat(open.newest().change().split().after()).isCloseTo(70, within(0.5));
    assertThat(open.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void severityIsByThePartLost() {
    assertThat(Severity.ofLoss(-0.03)).isEqualTo(Severity.MINOR);
    assertThat(Severity.ofLoss(0.10)).isEqualTo(Severity.MAJOR);
    assertThat(Severity.ofLoss(-0.25)).isEqualTo(Severity.CRITICAL);
    assertThat(Severity.ofLoss(Double.NaN)).isEqualTo(Severity.MAJOR);
  }
}
