package io.boardstream.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Throttle throttle = new Throttle(Duration.ofSeconds(1));

  @Test
  void nothingIsDueWithoutAChange() {
    assertThat(throttle.nanosUntilDue(5)).isEqualTo(Long.MAX_VALUE);

    throttle.changed();
    throttle.acted(5);

    assertThat(throttle.nanosUntilDue(5 + 10 * SECOND)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theFirstChangeActsAtOnceAndTheNextWaitsForTheRestOfTheInterval() {
    throttle.changed();
    assertThat(throttle.nanosUntilDue(0)).isZero();
    throttle.acted(0);

    throttle.changed();

    assertThat(throttle.nanosUntilDue(SECOND / 4)).isEqualTo(SECOND / 4 * 3);
    assertThat(throttle.nanosUntilDue(SECOND)).isZero();
    assertThat(throttle.nanosUntilDue(50 * SECOND)).isZero();
  }

  @Test
  void timesMayWrapAround() {
    throttle.changed();
    throttle.acted(Long.MAX_VALUE - 10);

    throttle.changed();

    assertThat(throttle.nanosUntilDue(Long.MIN_VALUE)).isEqualTo(SECOND - 11);
  }

  @Property
  void noChangeIsLostAndNoTwoActsAreCloserThanTheInterval(
      @ForAll @Size(max = 50) List<@IntRange(min = 1, max = 700) Integer> millisBetweenChanges) {
    Throttle mine = new Throttle(Duration.ofSeconds(1));
    long now = 0;
    long lastActed = -SECOND;
    for (int millis : millisBetweenChanges) {
      now += Duration.ofMillis(millis).toNanos();
      mine.changed();
      if (mine.nanosUntilDue(now) == 0) {
        assertThat(now - lastActed).isGreaterThanOrEqualTo(SECOND);
        mine.acted(now);
        lastActed = now;
      } else {
        assertThat(now + mine.nanosUntilDue(now)).isEqualTo(lastActed + SECOND);
      }
      assertThat(mine.isChanged()).isEqualTo(lastActed != now);
    }
  }
}
