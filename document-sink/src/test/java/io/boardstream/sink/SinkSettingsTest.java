package io.boardstream.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

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
        .containsOnly(
            entry("documents.dir", "documents"),
            entry("documents.full.interval.ms", 1000L),
            entry("documents.source", "database"),
            entry("documents.v1-cells", "evidence"),
            entry("documents.v1-extras", "metrics"),
            entry("documents.v1-reference", "none"),
            entry("documents.s3.bucket", ""),
            entry("documents.s3.prefix", ""),
            entry("documents.s3.endpoint", ""),
            entry("documents.s3.region", ""),
            entry("documents.s3.path.style", false),
            entry("documents.s3.access.key.id", null),
            entry("documents.s3.secret.access.key", null),
            entry("documents.s3.session.token", null),
            entry("documents.s3.cache.control", "no-cache"),
            entry("documents.s3.parallelism", 16),
            entry("documents.s3.timeout.ms", 10_000L),
            entry("documents.s3.check.interval.ms", 60_000L),
            entry("documents.s3.conditional.writes", true));
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
    "documents.s3.endpoint, 127.0.0.1:9000",
    "documents.s3.parallelism, 0",
    "documents.s3.timeout.ms, 1",
    "documents.s3.access.key.id, someone",
    "documents.s3.bucked, b",
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

  @Test
  void keysOfTheBucketAreSecrets() {
    Settings settings =
        Settings.load(
            List.of(SinkSettings.DEFINITION),
            null,
            Map.of("BOARDSTREAM_DOCUMENTS_S3_SECRET_ACCESS_KEY", "hunter2"),
            Map.of(
                "documents.s3.access.key.id", "hunter3", "documents.s3.session.token", "hunter4"));

    assertThat(settings.print())
        .contains("documents.s3.secret.access.key=")
        .doesNotContain("hunter");
    assertThat(new SinkSettings(settings.values()).bucket()).as("no bucket is named").isEmpty();
  }

  @Test
  void aBucketMayStandAlone() {
    SinkSettings settings =
        new SinkSettings(Map.of("documents.dir", "", "documents.s3.bucket", "b"));

    assertThat(settings.folder()).isEmpty();
    assertThat(settings.bucket().orElseThrow().prefix()).isEmpty();
    assertThatThrownBy(settings::directory).hasMessageContaining("documents.dir");
  }

  @Test
  void aPrefixIsAFolderOfTheBucket() {
    for (String prefix : List.of("a/b", "a/b/")) {
      SinkSettings settings =
          new SinkSettings(Map.of("documents.s3.bucket", "b", "documents.s3.prefix", prefix));
      assertThat(settings.bucket().orElseThrow().prefix()).isEqualTo("a/b/");
    }
  }
}
