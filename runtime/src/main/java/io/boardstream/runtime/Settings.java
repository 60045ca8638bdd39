package io.boardstream.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The settings of all parts: one properties file, overridden by environment variables, overridden
 * by the command line.
 *
 * <p>Each part declares its keys in a {@link ConfigDef}; a key that no part declares is refused,
 * with the nearest known key named. {@code kafka.bootstrap.servers} is overridden by {@code
 * BOARDSTREAM_KAFKA_BOOTSTRAP_SERVERS}, and so on.
 */
public final class Settings {

  /**
   * Prefix under which any setting of Kafka's clients is passed through, for example {@code
   * kafka.sasl.jaas.config}.
   */
  public static final String KAFKA_PREFIX = "kafka.";

  private static final String ENVIRONMENT_PREFIX = "BOARDSTREAM_";

  private final ConfigDef definition;
  private final Map<String, String> values;

  private Settings(ConfigDef definition, Map<String, String> values) {
    this.definition = definition;
    this.values = Map.copyOf(values);
  }

  /**
   * Reads and checks the settings.
   *
   * @param definitions the keys of all parts; a key in two of them must be declared identically
   * @param file properties file, or null for none
   * @param environment environment variables; those not starting with {@code BOARDSTREAM_} are
   *     ignored
   * @param overrides key to value, stronger than file and environment
   * @throws SettingsException when the file cannot be read, a key is unknown or a value is out of
   *     range
   */
  public static Settings load(
      Collection<ConfigDef> definitions,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> overrides) {
    ConfigDef all = union(definitions);
    Map<String, String> values = new LinkedHashMap<>();
    if (file != null) {
      fromFile(file).forEach((key, value) -> put(all, values, key, value, file.toString()));
    }
    Map<String, String> keysByVariable =
        all.names().stream().collect(Collectors.toMap(Settings::variable, key -> key));
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              String key = keysByVariable.get(variable);
              if (key != null) {
                values.put(key, value);
              } else if (variable.startsWith(ENVIRONMENT_PREFIX + "KAFKA_")) {
                String suffix = variable.substring((ENVIRONMENT_PREFIX + "KAFKA_").length());
                values.put(KAFKA_PREFIX + suffix.toLowerCase(Locale.ROOT).replace('_', '.'), value);
              }
            });
    overrides.forEach((key, value) -> put(all, values, key, value, "the command line"));
    Settings settings = new Settings(all, values);
    settings.parsed();
    return settings;
  }

  /** The raw values that were set, for the {@code AbstractConfig} of a part. */
  public Map<String, String> values() {
    return values;
  }

  /** A copy with some values replaced, for parts whose address is known only once they run. */
  public Settings with(Map<String, String> overrides) {
    Map<String, String> merged = new LinkedHashMap<>(values);
    merged.putAll(overrides);
    return new Settings(definition, merged);
  }

  /**
   * Every key with its effective value, one {@code key=value} line each, sorted; secrets are
   * masked.
   */
  public String print() {
    Map<String, String> lines = new TreeMap<>();
    parsed().forEach((key, value) -> lines.put(key, String.valueOf(value)));
    values.forEach((key, value) -> lines.computeIfAbsent(key, k -> passedThrough(k, value)));
    return lines.entrySet().stream()
        .map(line -> line.getKey() + "=" + (line.getValue().equals("null") ? "" : line.getValue()))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private Map<String, Object> parsed() {
    try {
      return definition.parse(values);
    } catch (ConfigException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String passedThrough(String key, String value) {
    String lower = key.toLowerCase(Locale.ROOT);
    boolean secret =
        lower.contains("password")
            || lower.contains("jaas")
            || lower.contains("secret")
            || lower.contains("token")
            || lower.contains("ssl.keystore.key");
    return secret ? "[hidden]" : value;
  }

  private static ConfigDef union(Collection<ConfigDef> definitions) {
    ConfigDef all = new ConfigDef();
    for (ConfigDef definition : definitions) {
      definition.configKeys().values().stream()
          .filter(key -> !all.names().contains(key.name))
          .forEach(all::define);
    }
    return all;
  }

  private static Map<String, String> fromFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("Cannot read the settings file " + file + ": " + e, e);
    }
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(key -> values.put(key, properties.getProperty(key).strip()));
    return values;
  }

  private static void put(
      ConfigDef all, Map<String, String> values, String key, String value, String where) {
    if (!all.names().contains(key) && !key.startsWith(KAFKA_PREFIX)) {
      String nearest =
          all.names().stream()
              .min(
                  Comparator.comparingInt((String name) -> distance(name, key))
                      .thenComparing(name -> name))
              .orElse("");
      throw new SettingsException(
          "Unknown setting '%s' in %s. Did you mean '%s'? 'boardstream up --print-config' lists all."
              .formatted(key, where, nearest));
    }
    values.put(key, value);
  }

  private static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
