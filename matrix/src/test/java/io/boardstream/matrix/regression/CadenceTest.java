package io.boardstream.matrix.regression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CadenceTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static Cadence after(int reports, Duration apart) {
    Cadence cadence = new Cadence();
    for (int i = 0; i < reports; i++) {
      cadence.reported(START.plus(apart.multipliedBy(i)));
    }
    return cadence;
  }

  @Test
  void aNightlySeriesIsSilentAfterThreeNightsAndNotAfterOneMissing() {
    Cadence cadence = after(10, Duration.ofDays(1));
    Instant last = START.plus(Duration.ofDays(9));

    assertThat(cadence.silentAt(last.plus(Duration.ofDays(2)))).isFalse();
    assertThat(cadence.silentFrom()).hasValue(last.plus(Duration.ofDays(3)));
    assertThat(cadence.silentAt(last.plus(Duration.ofDays(3)))).isTrue();
  }

  @Test
  void whatPausedBeforeMayPauseAsLongAgain() {
    Cadence cadence = after(10, Duration.ofDays(1));
    Instant back = START.plus(Duration.ofDays(9 + 8));
    cadence.reported(back);

    assertThat(cadence.silentFrom()).hasValue(back.plus(Duration.ofDays(12)));
  }

  @Test
  void withoutAHabitNothingIsSilent() {
    assertThat(after(5, Duration.ofDays(1)).silentAt(START.plus(Duration.ofDays(900)))).isFalse();
    assertThat(new Cadence().silentAt(START)).isFalse();
  }

  @Test
  void reportsOfOneMomentAndLateOnesDoNotMakeItFaster() {
    Cadence cadence = after(10, Duration.ofDays(1));
    Cadence same = after(10, Duration.ofDays(1));
    for (int i = 0; i < 10; i++) {
      same.reported(START.plus(Duration.ofDays(9)));
      same.reported(START);
    }

    assertThat(same.silentFrom()).isEqualTo(cadence.silentFrom());
  }
}
