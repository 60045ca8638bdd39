package io.boardstream.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.boardstream.runtime.SettingsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SiteSettingsTest {

  @Test
  void keysAndDefaultsArePublicInterface() {
    assertThat(SiteSettings.DEFINITION.defaultValues())
        .containsOnly(
            entry("site.host", "127.0.0.1"),
            entry("site.port", 0),
            entry("site.cors.origins", List.of()),
            entry("site.events.clients", 2_000),
            entry("site.events.kept", 5_000),
            entry("site.events.heartbeat.ms", 15_000),
            entry("site.history.dir", ""),
            entry("site.history.memory.mb", 128));
    assertThat(SiteSettings.DEFINITION.configKeys().values())
        .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
  }

  @Test
  void noOriginMayReadUnlessItIsListed() {
    assertThat(new SiteSettings(Map.of()).allows("https://a.example")).isFalse();
    assertThat(origins("https://a.example").allows("https://a.example")).isTrue();
    assertThat(origins("https://a.example").allows("https://a.example.evil")).isFalse();
    assertThat(origins("*").allows("https://a.example")).isTrue();
  }

  @Test
  void anOriginWithAPathIsAMistake() {
    assertThatThrownBy(() -> origins("https://a.example/docs"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("site.cors.origins")
        .hasMessageContaining("without a path");
  }

  private static SiteSettings origins(String origins) {
    return new SiteSettings(Map.of("site.cors.origins", origins));
  }
}
