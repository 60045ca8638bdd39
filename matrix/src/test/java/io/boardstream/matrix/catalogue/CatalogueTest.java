package io.boardstream.matrix.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.Slug;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogueTest {
  private static final String T3K =
      """
      devices:
        - id: t3k
          display_name: LoudBox
          architecture: Wormhole
          aliases: [t3000]
      """;

  @Test
  void withoutTextsEverythingIsUnmapped() {
    Catalogue catalogue = Catalogue.of(CatalogueTexts.empty());

    assertThat(catalogue.device("T3K")).isEqualTo(new DeviceEntry("t3k", "T3K", false, ""));
    assertThat(catalogue.model(ModelName.parse("a/B-8B")).family()).isEqualTo("Other");
    assertThat(catalogue.model(ModelName.parse("a/B-8B")).parameters()).isEmpty();
    assertThat(catalogue.isSameAsBase(ModelName.parse("a/B-8B"))).isFalse();
  }

  @Test
  void aLaterTextOverridesTheFieldsThatItNames() {
    Catalogue catalogue =
        devices(
            T3K,
            """
            devices:
              - id: t3k
                display_name: My LoudBox
              - id: rig-7
                display_name: Rig 7
            """);

    assertThat(catalogue.device("T3000"))
        .isEqualTo(new DeviceEntry("t3k", "My LoudBox", true, "Wormhole"));
    assertThat(catalogue.device("rig_7").displayName()).isEqualTo("Rig 7");
    assertThat(catalogue.device("LoudBox").mapped()).isFalse();
  }

  @Test
  void aLaterTextOverridesModelsAndItsRulesComeFirst() {
    Catalogue catalogue =
        Catalogue.of(
            CatalogueTexts.builtIn()
                .plus(
                    CatalogueTexts.of(
                        List.of(),
                        List.of(
                            """
                            models:
                              - name: llama-3.1-8B-instruct
                                editorial_notes: [Our own favourite.]
                                same_as: [our-lab]
                            """),
                        List.of(
                            """
                            families:
                              - match: '^llama-house'
                                family: House
                            defaults:
                              family: Unsorted
                            """))));

    ModelEntry llama = catalogue.model(ModelName.parse("our-lab/Llama-3.1-8B-Instruct"));
    assertThat(llama.mapped()).isTrue();
    assertThat(llama.name()).isEqualTo("llama-3.1-8B-instruct");
    assertThat(llama.editorialNotes()).containsExactly("Our own favourite.");
    assertThat(llama.parameters()).contains("8B");
    assertThat(catalogue.model(ModelName.parse("Llama-House-1")).family()).isEqualTo("House");
    assertThat(catalogue.model(ModelName.parse("Llama-9")).family()).isEqualTo("Llama");
    assertThat(catalogue.model(ModelName.parse("frobnicator")).family()).isEqualTo("Unsorted");
  }

  @Test
  void rulesFillWhatAnEntryLeavesOut() {
    Catalogue catalogue =
        Catalogue.of(
            CatalogueTexts.builtIn()
                .plus(
                    CatalogueTexts.of(
                        List.of(),
                        List.of(
                            """
                            models:
                              - name: Llama-9-8B-Instruct
                              - name: Llama-9-9B
                                family: Alpaca
                            """),
                        List.of())));

    ModelEntry filled = catalogue.model(ModelName.parse("Llama-9-8B-Instruct"));
    assertThat(filled.mapped()).isTrue();
    assertThat(filled.family()).isEqualTo("Llama");
    assertThat(filled.parameters()).contains("8B");
    assertThat(filled.tasks()).containsExactly("Text Generation", "Chat");
    assertThat(filled.description()).contains("Llama");
    ModelEntry moved = catalogue.model(ModelName.parse("Llama-9-9B"));
    assertThat(moved.family()).isEqualTo("Alpaca");
    assertThat(moved.description()).as("the sentence is about another family").isEmpty();
  }

  @Test
  void scalarsStayAsTheyAreWritten() {
    Catalogue catalogue =
        Catalogue.of(
            CatalogueTexts.of(
                List.of(),
                List.of(
                    """
                    models:
                      - name: no
                        parameters: 8.0
                        description: yes
                        context_window: 131_072
                    """),
                List.of()));

    ModelEntry entry = catalogue.model(ModelName.parse("NO"));
    assertThat(entry.name()).isEqualTo("no");
    assertThat(entry.parameters()).contains("8.0");
    assertThat(entry.description()).isEqualTo("yes");
    assertThat(entry.contextWindow()).contains(131_072L);
  }

  @Test
  void theFingerprintDependsOnTheContentOnly() {
    String one = "devices:\n  - id: a\n    display_name: A\n  - id: b\n    display_name: B\n";
    String same = "# b first\ndevices: [{display_name: B, id: b}, {id: 'a', display_name: \"A\"}]";
    String other = "devices:\n  - id: a\n    display_name: A\n  - id: b\n    display_name: B2\n";

    assertThat(devices(one).fingerprint()).isEqualTo(devices(same).fingerprint());
    assertThat(devices(one).fingerprint()).isNotEqualTo(devices(other).fingerprint());
    assertThat(devices(T3K, one).fingerprint()).isEqualTo(devices(one, T3K).fingerprint());
    assertThat(Catalogue.builtIn().fingerprint())
        .matches("[0-9a-f]{64}")
        .isEqualTo(Catalogue.builtIn().fingerprint());
  }

  @Test
  void everyPartOfTheContentIsInTheFingerprint() {
    String model =
        "models: [{name: m, same_as: [o], links: {docs: https://a.example}, tasks: [T]}]";
    String rules =
        "{families: [{match: a, family: F}], parameters: [{match: (b), parameters: $1}],"
            + " tasks: [{match: c, tasks: [T]}], defaults: {tasks: [D]}}";
    String fingerprint = fingerprint(model, rules);

    assertThat(List.of("name: m", "[o]", "docs", "a.example", "tasks: [T]"))
        .allSatisfy(
            part -> assertThat(fingerprint(changed(model, part), rules)).isNotEqualTo(fingerprint));
    assertThat(
            List.of("match: a", "family: F", "(b)", "$1", "match: c", "tasks: [T]", "tasks: [D]"))
        .allSatisfy(
            part -> assertThat(fingerprint(model, changed(rules, part))).isNotEqualTo(fingerprint));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Q 900", " q-900", "Q_900", "q.900", "Ｑ９００-x", "n150", "T3000", "loud box", "模型"})
  void noUnknownDeviceTakesTheIdOfAKnownOne(String raw) {
    Catalogue catalogue = Catalogue.builtIn();
    DeviceEntry entry = catalogue.device(raw);

    assertThat(catalogue.device(entry.id()).mapped()).isEqualTo(entry.mapped());
    assertThat(Slug.isValid(entry.id())).isTrue();
  }

  @Property
  void everyNameHasAnAnswer(@ForAll String raw) {
    Catalogue catalogue = Holder.BUILT_IN;
    DeviceEntry device = catalogue.device(raw);
    ModelEntry model = catalogue.model(ModelName.parse(raw));

    assertThat(Slug.isValid(device.id())).isTrue();
    assertThat(catalogue.device(device.id()).mapped()).isEqualTo(device.mapped());
    assertThat(model.family()).isNotEmpty();
    assertThat(catalogue.model(ModelName.parse(raw))).isEqualTo(model);
  }

  @Test
  @Timeout(20)
  void anExpressionThatWouldBacktrackForeverDoesNot() {
    Catalogue catalogue = rules("families: [{match: '^(a+)+(a|aa)+$', family: A}]");

    assertThat(catalogue.model(ModelName.parse("a".repeat(199) + "!")).family()).isEqualTo("Other");
    assertThat(catalogue.model(ModelName.parse("a".repeat(199))).family()).isEqualTo("A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing yet\n", "~", "devices:\n", "devices: []"})
  void anEmptyTextSaysNothing(String yaml) {
    assertThat(devices(yaml).fingerprint())
        .isEqualTo(Catalogue.of(CatalogueTexts.empty()).fingerprint());
  }

  private static Catalogue devices(String... yamls) {
    return Catalogue.of(CatalogueTexts.of(List.of(yamls), List.of(), List.of()));
  }

  private static Catalogue rules(String yaml) {
    return Catalogue.of(CatalogueTexts.of(List.of(), List.of(), List.of(yaml)));
  }

  private static String fingerprint(String models, String rules) {
    return Catalogue.of(CatalogueTexts.of(List.of(), List.of(models), List.of(rules)))
        .fingerprint();
  }

  private static String changed(String yaml, String part) {
    String other =
        switch (part) {
          case "$1" -> "x";
          case "(b)" -> "(x)";
          case "docs" -> "more";
          case "a.example" -> "b.example";
          default -> part.replaceAll("[A-Za-z](]?)$", "x$1");
        };
    assertThat(other).isNotEqualTo(part);
    return yaml.replace(part, other);
  }

  private static final class Holder {
    static final Catalogue BUILT_IN = Catalogue.builtIn();
  }
}
