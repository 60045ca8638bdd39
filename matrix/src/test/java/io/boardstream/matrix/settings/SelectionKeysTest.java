package io.boardstream.matrix.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.matrix.assembly.Selection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SelectionKeysTest {

  @Test
  void keysAndDefaultsArePinned() {
    assertThat(
            SelectionKeys.KEYS.stream()
                .collect(
                    Collectors.toMap(MatrixSettings.Key::name, MatrixSettings.Key::defaultValue)))
        .isEqualTo(
            Map.of(
                "cicd.select.pipeline.names", "On nightly",
                "cicd.select.projects", "tt-shield",
                "cicd.select.branches", "main",
                "cicd.select.jobs", "run-release%,run-evals%",
                "cicd.select.repositories", "tt-shield"));
  }

  @Test
  void theDefaultIsTheQueryOfTheWebsite() {
    assertThat(SelectionKeys.selection(Map.of()))
        .isEqualTo(
            new Selection(
                List.of("On nightly"),
                List.of("tt-shield"),
                List.of("main"),
                List.of("run-release%", "run-evals%"),
                List.of("tt-shield")));
  }

  @Test
  void emptySelectsAllAndBlanksAroundNamesDoNotCount() {
    assertThat(
            SelectionKeys.selection(
                Map.of(
                    "cicd.select.pipeline.names", "",
                    "cicd.select.projects", " , ",
                    "cicd.select.branches", " main , release ",
                    "cicd.select.jobs", "",
                    "cicd.select.repositories", "")))
        .isEqualTo(
            new Selection(List.of(), List.of(), List.of("main", "release"), List.of(), List.of()));
  }
}
