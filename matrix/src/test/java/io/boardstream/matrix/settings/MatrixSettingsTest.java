package io.boardstream.matrix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.evidence.StatusRule;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.matrix.identity.VariantIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
                "catalogue.overrides.files", "",
                "catalogue.dir", "",
                "matrix.status-rule", "evidence",
                "documents.variant-ids", "variant",
                "matrix.stale.after.days", "30"));
  }

  @Test
  void defaultsReadNoFile() {
    MatrixSettings settings =
        MatrixSettings.of(
            Map.of(),
            reading(
                file -> {
                  throw new AssertionError(file);
                }));

    assertThat(settings.catalogueTexts()).isEqualTo(CatalogueTexts.builtIn());
    assertThat(settings.catalogue().fingerprint()).isEqualTo(Catalogue.builtIn().fingerprint());
    assertThat(settings.rules()).isEqualTo(new MatrixRules(Duration.ofDays(30)));
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
            reading(file -> "text of " + file));

    assertThat(settings.catalogueTexts())
        .isEqualTo(
            new CatalogueTexts(
                List.of(text("b.yaml"), text("a.yaml")),
                List.of(text("m.yaml")),
                List.of(text("r.yaml"))));
    assertThat(settings.rules()).isEqualTo(new MatrixRules(Duration.ofDays(7)));
  }

  @Test
  void filesExtendTheShippedCatalogueAndErrorsNameThem() {
    MatrixSettings settings =
        MatrixSettings.of(
            Map.of("catalogue.devices.files", "lab.yaml"), reading(file -> "devices: 7"));

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
                "documents.v1-extras", "metrics",
                "documents.v1-reference", "none"));
    assertThat(DocumentKeys.settings(Map.of())).isEqualTo(DocumentSettings.defaults());
  }

  @Test
  void documentWordsAreReadAndOthersRefusedByName() {
    assertThat(
            DocumentKeys.settings(
                Map.of(
                    "documents.source", "lab",
                    "documents.v1-cells", "all",
                    "documents.v1-extras", "none",
                    "documents.v1-reference", "listed")))
        .isEqualTo(new DocumentSettings("lab", true, false, true));
    assertThatThrownBy(() -> DocumentKeys.settings(Map.of("documents.v1-cells", "some")))
        .hasMessage("documents.v1-cells is 'some', but must be all or evidence.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "36501", "1.5", "soon", "", "99999999999999999999"})
  void daysOutOfRangeAreRefusedByName(String days) {
    assertThatThrownBy(
            () -> MatrixSettings.of(Map.of("matrix.stale.after.days", days), reading(file -> "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("matrix.stale.after.days")
        .hasMessageContaining("1 to 36500");
  }

  @Test
  void anUnclearFlagIsRefusedByName() {
    assertThatThrownBy(
            () -> MatrixSettings.of(Map.of("catalogue.builtin", "yes"), reading(file -> "")))
        .hasMessage("catalogue.builtin is 'yes', but must be true or false.");
  }

  @Test
  void theOlderPipelinesRulesAreWords() {
    MatrixSettings settings =
        MatrixSettings.of(
            Map.of("matrix.status-rule", "any-metric", "documents.variant-ids", "model"),
            reading(file -> ""));

    assertThat(settings.rules())
        .isEqualTo(new MatrixRules(Duration.ofDays(30), StatusRule.ANY_METRIC, VariantIds.MODEL));
  }

  @Test
  void filesInTheFolderAreWhatTheirNamesSayAndComeAfterTheNamedOnes() {
    Map<String, String> values =
        Map.of(
            "catalogue.builtin", "false",
            "catalogue.dir", "mine",
            "catalogue.devices.files", "named.yaml");
    MatrixSettings settings =
        MatrixSettings.of(
            values,
            reading(
                file -> "text of " + file,
                "mine/devices-2.yaml",
                "mine/models.yaml",
                "mine/overrides.yml",
                "mine/rules.yaml"));

    assertThat(settings.catalogueTexts())
        .isEqualTo(
            new CatalogueTexts(
                List.of(text("named.yaml"), text("mine/devices-2.yaml")),
                List.of(text("mine/models.yaml")),
                List.of(text("mine/rules.yaml"))));
    assertThat(settings.overrideTexts()).containsExactly(text("mine/overrides.yml"));
    assertThat(MatrixSettings.watched(values))
        .containsExactly(Path.of("named.yaml"), Path.of("mine"));
  }

  @Test
  void aFileInTheFolderThatDoesNotSayWhatItIsIsRefusedByName() {
    assertThatThrownBy(
            () ->
                MatrixSettings.of(
                    Map.of("catalogue.dir", "mine"), reading(file -> "", "mine/extra.yaml")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mine/extra.yaml")
        .hasMessageContaining("overrides*.yaml");
  }

  private static MatrixSettings.Files reading(Function<Path, String> text, String... inFolder) {
    return new MatrixSettings.Files() {
      @Override
      public String text(Path file) {
        return text.apply(file);
      }

      @Override
      public List<Path> yaml(Path folder) {
        return Arrays.stream(inFolder).map(Path::of).toList();
      }
    };
  }

  private static CatalogueText text(String name) {
    return new CatalogueText(name, "text of " + name);
  }
}
