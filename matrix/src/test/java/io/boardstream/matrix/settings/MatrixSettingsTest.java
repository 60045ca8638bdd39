package io.boardstream.matrix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import io.boardstream.matrix.documents.DocumentSettings;
import java.time.Duration;
import java.util.List;
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

    assertThat(settings.catalogueTexts()).isEqualTo(CatalogueTexts.builtIn());
    assertThat(settings.catalogue().fingerprint()).isEqualTo(Catalogue.builtIn().fingerprint());
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

    assertThat(settings.catalogueTexts())
        .isEqualTo(
            new CatalogueTexts(
                List.of(text("b.yaml"), text("a.yaml")),
                List.of(text("m.yaml")),
                List.of(text("r.yaml"))));
    assertThat(settings.staleAfter()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void filesExtendTheShippedCatalogueAndErrorsNameThem() {
    MatrixSettings settings =
        MatrixSettings.of(Map.of("catalogue.devices.files", "lab.yaml"), file -> "devices: 7");

    assertThatThrownBy(settings::catalogue)
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("lab.yaml");
  }

  @Test
  void documentKeysAndDefaultsArePublicInterface() {
    assertThat(
            DocumentKeys.KEYS.stream()
                .collect(
                    Collectors.toMap(MatrixSettings.Key::name, MatrixSettings.Key::defaultValue)))
        .isEqualTo(
            Map.of(
                "documents.source", "database",
                "documents.v1-cells", "evidence",
                "documents.v1-extras", "metrics"));
    assertThat(DocumentKeys.settings(Map.of())).isEqualTo(DocumentSettings.defaults());
  }

  @Test
  void documentWordsAreReadAndOthersRefusedByName() {
    assertThat(
            DocumentKeys.settings(
                Map.of(
                    "documents.source", "lab",
                    "documents.v1-cells", "all",
                    "documents.v1-extras", "none")))
        .isEqualTo(new DocumentSettings("lab", true, false));
    assertThatThrownBy(() -> DocumentKeys.settings(Map.of("documents.v1-cells", "some")))
        .hasMessage("documents.v1-cells is 'some', but must be all or evidence.");
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

  private static CatalogueText text(String name) {
    return new CatalogueText(name, "text of " + name);
  }
}
