package io.boardstream.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** All settings as a commented properties file, from their definitions. */
final class SettingsFile {

  private static final int WIDTH = 100;

  private static final Pattern SPACES = Pattern.compile("\\s+");

  private SettingsFile() {}

  static String render() {
    StringBuilder text =
        new StringBuilder(
            """
            # Every setting of Boardstream with its default. Remove the # before those that you change.
            # Used by all commands: --config FILE, or boardstream.properties in the data folder.
            # Each may be overridden by a variable: BOARDSTREAM_POSTGRES_URL for postgres.url.
            # Any setting of Kafka's clients passes through under kafka., for example kafka.security.protocol.
            # Checked against the code by a test: see SettingsFileTest.
            """);
    Set<String> seen = new HashSet<>();
    for (AllSettings.Section section : AllSettings.SECTIONS) {
      text.append("\n# ==== ").append(section.heading()).append(" ====\n");
      section.definition().configKeys().values().stream()
          .filter(key -> !key.internalConfig && seen.add(key.name))
          .forEach(key -> append(text, key));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, ConfigDef.ConfigKey key) {
    text.append('\n');
    wrapped(key.documentation).forEach(line -> text.append("# ").append(line).append('\n'));
    text.append('#').append(key.name).append('=').append(defaultOf(key)).append('\n');
  }

  private static String defaultOf(ConfigDef.ConfigKey key) {
    if (!key.hasDefault()) {
      return "";
    }
    // The default of a secret is none.
    return key.defaultValue instanceof Password secret
        ? secret.value()
        : Objects.toString(ConfigDef.convertToString(key.defaultValue, key.type), "");
  }

  private static List<String> wrapped(String paragraph) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : SPACES.split(paragraph, -1)) {
      if (!line.isEmpty() && line.length() + word.length() >= WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
