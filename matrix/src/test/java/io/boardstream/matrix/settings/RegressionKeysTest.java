package io.boardstream.matrix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.matrix.regression.RegressionRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RegressionKeysTest {

  @Test
  void theDefaultsAreWhatWasJudged() {
    assertThat(RegressionKeys.rules(Map.of())).isEqualTo(RegressionRules.DEFAULT);
  }

  @Test
  void keysAndDefaultsArePublicInterface() {
    assertThat(RegressionKeys.KEYS)
        .extracting(key -> key.name() + "=" + key.defaultValue())
        .containsExactly(
            "regressions.detection=on",
            "regressions.floor.percent=1.8",
            "regressions.evidence=8.5",
            "regressions.points.fewest=4",
            "regressions.confirmations=2",
            "regressions.silence=on");
  }

  @Test
  void aNumberOutOfRangeIsToldWithItsKey() {
    assertThatThrownBy(() -> RegressionKeys.rules(Map.of("regressions.evidence", "much")))
        .hasMessage("regressions.evidence is 'much', but must be a number from 1.0 to 100.0.");
  }

  @Test
  void otherNumbersMakeOtherRules() {
    RegressionRules rules =
        RegressionKeys.rules(
            Map.of("regressions.floor.percent", "5", "regressions.confirmations", "3"));

    assertThat(rules.detector().floor()).isEqualTo(0.05);
    assertThat(rules.measured().confirmations()).isEqualTo(3);
  }
}
