package io.boardstream.matrix.catalogue;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogueErrorsTest {
  private static final String T3K =
      """
      devices:
        - id: t3k
          display_name: LoudBox
          architecture: Wormhole
          aliases: [t3000]
      """;

  @Test
  void anAliasOfTwoDevicesIsRefused() {
    assertThatExceptionOfType(CatalogueException.class)
        .isThrownBy(
            () ->
                devices(
                    T3K,
                    "devices:\n  - id: rig\n    display_name: Rig\n    aliases: [T_3000, t3000]"))
        .withMessageContainingAll("\"t3000\"", "\"rig\"", "\"t3k\"", "one device only", "line ");
  }

  @Test
  void aDeviceListedTwiceInOneTextIsRefused() {
    assertThatExceptionOfType(CatalogueException.class)
        .isThrownBy(() -> devices(T3K + "  - id: t3k\n    display_name: Again\n"))
        .withMessage(
            "catalogue text \"devices 1\", line 6: \"id\" \"t3k\" is listed twice; merge the"
                + " entries");
  }

  @Test
  void aMistypedKeyIsNamedWithWhatWasMeant() {
    CatalogueTexts texts =
        new CatalogueTexts(
            List.of(),
            List.of(new CatalogueText("my-models.yaml", "models:\n  - name: m\n    famly: F\n")),
            List.of());

    assertThatExceptionOfType(CatalogueException.class)
        .isThrownBy(() -> Catalogue.of(texts))
        .withMessageStartingWith(
            "catalogue text my-models.yaml, line 3: unknown key \"famly\"; did you mean"
                + " \"family\"? (known keys: context_window, ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models: [{name: m, context_window: 8k}]",
        "models: [{name: m, context_window: -1}]",
        "models: [{name: m, context_window: 0}]",
        "models: [{name: org/m}]",
        "models: [{family: F}]",
        "models: [{name: ''}]",
        "models: [{name: m}, {name: M}]",
        "models: [{name: m, tasks: Chat}]",
        "models: [{name: m, tasks: [Chat, Chat]}]",
        "models: [{name: [m]}]",
        "models: [{name: m, name: n}]",
        "models: [m]",
        "models: {name: m}",
        "models: [{name: m, links: {docs: 'javascript:alert(1)'}}]",
        "models: [{name: m, links: {docs: 'not a link'}}]",
        "models: [{name: m, links: {docs: ''}}]",
        "models: [{name: m, links: {'<b>': 'https://a.example'}}]",
        "models: [{name: m]",
        "models: [*unknown]",
        "- name: m",
        "text",
        "devices: []",
        "models: []\n---\nmodels: []",
        "models: [{<<: {name: m}}]",
        "\tmodels: []",
        "models: [\u0001]",
      })
  void aWrongModelTextIsRefusedWithItsLine(String yaml) {
    assertThatExceptionOfType(CatalogueException.class)
        .isThrownBy(() -> Catalogue.of(CatalogueTexts.of(List.of(), List.of(yaml), List.of())))
        .withMessageMatching("(?s)catalogue text \"models 1\", line [12]: .{15,}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "families: [{match: '(', family: F}]",
        "families: [{match: '(?=a)', family: F}]",
        "families: [{match: '(a)\\1', family: F}]",
        "families: [{match: '(((a{100}){100}){100}){100}', family: F}]",
        "families: [{match: 'a{1000000000000}', family: F}]",
        "families: [{match: a}]",
        "families: [{family: F}]",
        "parameters: [{match: (a), parameters: $2}]",
        "parameters: [{match: (a), parameters: '$'}]",
        "parameters: [{match: (a), parameters: '$x'}]",
        "tasks: [{match: a}]",
        "tasks: [{match: a, task: [T]}]",
        "default: {family: F}",
      })
  void aWrongRuleIsRefusedWithItsLine(String yaml) {
    assertThatExceptionOfType(CatalogueException.class)
        .isThrownBy(() -> rules(yaml))
        .withMessageMatching("(?s)catalogue text \"rules 1\", line 1: .{15,}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices: [{id: T3K, display_name: T}]",
        "devices: [{id: 'a--b', display_name: T}]",
        "devices: [{id: ../a, display_name: T}]",
        "devices: [{id: a}]",
        "devices: [{display_name: a}]",
        "devices: [{id: a, display_name: A, alias: [b]}]",
      })
  void aWrongDeviceIsRefusedWithItsLine(String yaml) {
    assertThatExceptionOfType(CatalogueException.class)
        .isThrownBy(() -> devices(yaml))
        .withMessageMatching("(?s)catalogue text \"devices 1\", line 1: .{15,}");
  }

  private static Catalogue devices(String... yamls) {
    return Catalogue.of(CatalogueTexts.of(List.of(yamls), List.of(), List.of()));
  }

  private static Catalogue rules(String yaml) {
    return Catalogue.of(CatalogueTexts.of(List.of(), List.of(), List.of(yaml)));
  }
}
