package io.boardstream.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvertSettingsTest {

  @TempDir Path folder;

  @Test
  void theSettingsOfTheLiveDocumentsAreReadFromTheSameKeys() throws IOException {
    Path models = folder.resolve("models.yaml");
    Files.writeString(models, "models:\n  - name: Lab Model\n    family: Lab\n");

    Converted converted =
        convert(Map.of("catalogue.models.files", models.toString(), "documents.source", "lab"))
            .run(
                CsvRows.reader(
                    folder.resolve("rows.csv"),
                    List.of(CsvRows.row("Lab Model", "n150", 1, "mean_tps", "1"))),
                read -> {});

    assertThat(converted.models().get("lab-model-fp16").getFamily()).isEqualTo("Lab");
  }

  @Test
  void wrongFilesAndWordsAreRefusedByName() throws IOException {
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "devices: 7");

    assertThatThrownBy(() -> convert(Map.of("catalogue.devices.files", broken.toString())))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("broken.yaml");
    assertThatThrownBy(() -> convert(Map.of("catalogue.rules.files", "absent.yaml")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("absent.yaml");
    assertThatThrownBy(() -> convert(Map.of("documents.v1-cells", "some")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("documents.v1-cells");
  }

  private static Convert convert(Map<String, String> values) {
    return ConvertSettings.convert(
        Settings.load(List.of(ConvertSettings.DEFINITION), null, Map.of(), values));
  }
}
