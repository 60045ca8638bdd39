package io.boardstream.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SinkSettingsTest {

  @Test
  void keysAndDefaultsArePublicInterface() {
    assertThat(SinkSettings.DEFINITION.defaultValues())
        .isEqualTo(
            Map.of(
                "documents.dir", "documents",
                "documents.full.interval.ms", 1000L,
                "documents.source", "database",
                "documents.v1-cells", "evidence",
                "documents.v1-extras", "metrics"));
    assertThat(SinkSettings.DEFINITION.configKeys().values())
        .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
  }

  @Test
  void theFolderIsAbsoluteWhateverIsSet() {
    SinkSettings settings = new SinkSettings(Map.of("documents.dir", "a/../b"));

    assertThat(settings.directory()).isEqualTo(Path.of("b").toAbsolutePath());
    assertThat(settings.fullInterval()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "documents.full.interval.ms, -1",
    "documents.full.interval.ms, 3600001",
    "documents.full.interval.ms, soon",
    "documents.dir, ''",
    "documents.v1-cells, some",
    "documents.v1-extras, all",
    "documents.intervall, 5",
  })
  void valuesOutOfRangeAreRefusedByName(String key, String value) {
    assertThatThrownBy(
            () ->
                new SinkSettings(
                    Settings.load(
                            List.of(SinkSettings.DEFINITION), null, Map.of(), Map.of(key, value))
                        .values()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key);
  }
}
