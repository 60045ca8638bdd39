package io.boardstream.matrix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MatrixSettingsTest {

  @Test
  void keysAndDefaultsArePublicInterface() {
    assertThat(
            MatrixSettings.KEYS.stream()
                .collect(
                    Collectors.toMap(MatrixSettings.Key::name, MatrixSettings.Key::defaultValue)))
        .isEqualTo(
            Map.of(
                "catalogue.builtin", "true",
                "catalogue.devices.files", "",
                "catalogue.models.files", "",
                "catalogue.rules.files", "",
                "matrix.stale.after.days", "30"));
  }

  @Test
  void defaultsReadNoFile() {
    MatrixSettings settings =
        MatrixSettings.of(
            Map.of(),
            file -> {
              throw new AssertionError(file);
            });

    assertThat(settings.builtInCatalogue()).isTrue();
    assertThat(settings.devices()).isEmpty();
    assertThat(settings.staleAfter()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void filesAreReadInTheOrderInWhichTheyStand() {
    MatrixSettings settings =
        MatrixSettings.of(
            Map.of(
                "catalogue.devices.files", "b.yaml, a.yaml,",
                "catalogue.models.files", "m.yaml",
                "catalogue.rules.files", "r.yaml",
                "catalogue.builtin", "FALSE",
                "matrix.stale.after.days", " 7 "),
            file -> "text of " + file);

    assertThat(settings.devices()).containsExactly("text of b.yaml", "text of a.yaml");
    assertThat(settings.models()).containsExactly("text of m.yaml");
    assertThat(settings.rules()).containsExactly("text of r.yaml");
    assertThat(settings.builtInCatalogue()).isFalse();
    assertThat(settings.staleAfter()).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "36501", "1.5", "soon", "", "99999999999999999999"})
  void daysOutOfRangeAreRefusedByName(String days) {
    assertThatThrownBy(() -> MatrixSettings.of(Map.of("matrix.stale.after.days", days), file -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("matrix.stale.after.days")
        .hasMessageContaining("1 to 36500");
  }

  @Test
  void anUnclearFlagIsRefusedByName() {
    assertThatThrownBy(() -> MatrixSettings.of(Map.of("catalogue.builtin", "yes"), file -> ""))
        .hasMessage("catalogue.builtin is 'yes', but must be true or false.");
  }
}
