package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsFileTest {

  private static final Path GUIDE = Path.of("..", "docs", "guide", "boardstream.properties");

  @TempDir Path folder;

  @Test
  void theExampleFileOfTheGuideNamesEveryKeyAndItsDefault() throws IOException {
    String expected = SettingsFile.render();
    Path rendered = Path.of("target", "boardstream.properties");
    Files.createDirectories(rendered.getParent());
    Files.writeString(rendered, expected);

    assertThat(Files.readString(GUIDE, UTF_8))
        .as("after a change of settings: cp cli/%s docs/guide/", rendered)
        .isEqualTo(expected);
  }

  @Test
  void theExampleFileWithEveryLineSwitchedOnIsValid() throws IOException {
    String on = SettingsFile.render().replaceAll("(?m)^#(?=[a-z])", "");
    Path file = Files.writeString(folder.resolve("all.properties"), on);

    assertThat(AllSettings.load(file, Map.of()).print())
        .isEqualTo(AllSettings.load(null, Map.of()).print());
  }
}
