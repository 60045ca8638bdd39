package io.boardstream.matrix.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.Status;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OverridesTest {

  @Test
  void anOverrideSaysWhereItStands() {
    SortedMap<String, EditorialOverride> overrides =
        read(
            """
            overrides:
              - model: meta-llama/Llama-3.1-8B-Instruct
                device: P300
                precision: bf16
                status: coming soon
                estimated_availability: Q2 2027
                notes: [Needs firmware 19.]
              - model: Qwen3-32B
                status: Deprecated
            """);

    assertThat(overrides)
        .containsOnlyKeys(
            "catalogue/meta-llama--llama-3-1-8b-instruct/bf16/p300", "catalogue/qwen3-32b/-/-");
    EditorialOverride soon = overrides.get(overrides.firstKey());
    assertThat(soon.getStatus()).contains(Status.COMING_SOON);
    assertThat(soon.getEstimatedAvailability()).contains("Q2 2027");
    assertThat(soon.getNotes()).containsExactly("Needs firmware 19.");
    assertThat(soon.getOrigin()).isEqualTo("mine.yaml line 2");
    assertThat(overrides.get("catalogue/qwen3-32b/-/-").getStatus()).contains(Status.DEPRECATED);
  }

  @Test
  void aLaterTextReplacesWhatAnEarlierOneSaysOfTheSameCell() {
    SortedMap<String, EditorialOverride> overrides =
        Overrides.of(
            List.of(
                new CatalogueText("a.yaml", "overrides: [{model: M, status: Deprecated}]"),
                new CatalogueText("b.yaml", "overrides: [{model: m, notes: [Back again.]}]")));

    assertThat(overrides).hasSize(1);
    assertThat(overrides.get("catalogue/m/-/-").getOrigin()).isEqualTo("b.yaml line 1");
    assertThat(overrides.get("catalogue/m/-/-").getStatus()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{status: Deprecated}                              | model",
        "{model: M}                                        | give a status, or notes",
        "{model: M, status: Supported}                     | write Coming Soon or Deprecated",
        "{model: M, status: Deprecated, estimated_availability: Q2} | only with the status Coming Soon",
        "{model: M, state: Deprecated}                     | status",
        "{model: M, notes: [a]}, {model: m, notes: [b]}    | merge the entries"
      })
  void whatCannotBeMeantIsRefusedWithFileAndLine(String entries, String problem) {
    assertThatThrownBy(() -> read("\noverrides: [" + entries + "]"))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("mine.yaml, line 2")
        .hasMessageContaining(problem);
  }

  private static SortedMap<String, EditorialOverride> read(String yaml) {
    return Overrides.of(List.of(new CatalogueText("mine.yaml", yaml)));
  }
}
