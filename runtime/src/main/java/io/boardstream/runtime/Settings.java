package io.boardstream.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
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

  /** Read by the launcher script, before there are settings. */
  private static final Set<String> LAUNCHER_VARIABLES =
      Set.of(
          "BOARDSTREAM_HOME",
          "BOARDSTREAM_DATA_DIR",
          "BOARDSTREAM_JAVA_OPTS",
          "BOARDSTREAM_OPTS",
          "BOARDSTREAM_NO_BUILD");

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
   *     ignored, and so are those of the launcher
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
    fromEnvironment(all, environment)
        .forEach((key, value) -> put(all, values, key, value, "the environment"));
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
    Map<String, Object> parsed = parsed();
    definition
        .configKeys()
        .values()
        .forEach(key -> lines.put(key.name, Secrets.shown(key, parsed.get(key.name))));
    values.forEach((key, value) -> lines.computeIfAbsent(key, k -> Secrets.shown(k, value)));
    return lines.entrySet().stream()
        .map(line -> line.getKey() + "=" + line.getValue())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private Map<String, Object> parsed() {
    try {
      return definition.parse(values);
    } catch (ConfigException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ConfigDef union(Collection<ConfigDef> definitions) {
    ConfigDef all = new ConfigDef();
    for (ConfigDef definition : definitions) {
      for (ConfigDef.ConfigKey key : definition.configKeys().values()) {
        ConfigDef.ConfigKey known = all.configKeys().get(key.name);
        if (known == null) {
          all.define(key);
        } else if (known.type != key.type
            || !Objects.equals(known.defaultValue, key.defaultValue)) {
          throw new IllegalArgumentException(key.name + " is declared twice, differently");
        }
      }
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

  private static Map<String, String> fromEnvironment(
      ConfigDef all, Map<String, String> environment) {
    Map<String, String> keysByVariable =
        all.names().stream().collect(Collectors.toMap(Settings::variable, key -> key));
    Map<String, String> values = new TreeMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(ENVIRONMENT_PREFIX) && !LAUNCHER_VARIABLES.contains(variable)) {
            String dotted =
                variable
                    .substring(ENVIRONMENT_PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '.');
            values.put(keysByVariable.getOrDefault(variable, dotted), value);
          }
        });
    return values;
  }

  private static void put(
      ConfigDef all, Map<String, String> values, String key, String value, String where) {
    Optional<String> meant = KnownKeys.of(all).meant(key);
    if (meant.isPresent()) {
      throw new SettingsException(
          "Unknown setting '%s' in %s. Did you mean '%s'? 'boardstream up --print-config' lists all."
              .formatted(key, where, meant.get()));
    }
    ConfigDef.ConfigKey declared = all.configKeys().get(key);
    if (value.isEmpty() && declared != null && declared.defaultValue == null) {
      values.remove(key); // As print() writes what is not set.
    } else {
      values.put(key, value);
    }
  }

  private static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
