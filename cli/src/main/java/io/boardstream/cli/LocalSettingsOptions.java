package io.boardstream.cli;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.RunningSystem;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.postgres.CicdTables;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command takes its settings from. */
final class LocalSettingsOptions {

  @Mixin private final DataDirOption local = new DataDirOption();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings, a properties file. Default: that of the running local system, or else"
              + " boardstream.properties in the data folder, if there is one. Variables such as"
              + " BOARDSTREAM_POSTGRES_URL for postgres.url override it.")
  private @Nullable Path config;

  /** The options of a command that has only the file, or null for none. */
  static LocalSettingsOptions of(@Nullable Path config) {
    LocalSettingsOptions options = new LocalSettingsOptions();
    new CommandLine(options)
        .parseArgs(config == null ? new String[0] : new String[] {"--config", config.toString()});
    return options;
  }

  DataDir dataDir() {
    return local.dataDir();
  }

  /** The settings file, absolute, or null for none. */
  @Nullable Path file() {
    if (config != null) {
      return config.toAbsolutePath().normalize();
    }
    Path standard = dataDir().settingsFile();
    return Files.exists(standard) ? standard : null;
  }

  /** What the user set, and nothing of a running system. */
  Settings settings() {
    return AllSettings.load(file());
  }

  /**
   * What the user set; the addresses that are not set are those of the running local system.
   *
   * @param needed keys that must be set in one of these ways
   */
  Settings ofRunningSystem(String... needed) {
    DataDir dir = dataDir();
    Optional<RunningSystem> running = RunningSystem.in(dir);
    Settings set =
        AllSettings.load(config == null && running.isPresent() ? configOf(running.get()) : file());
    Map<String, String> missing = new HashMap<>();
    running.ifPresent(
        system -> {
          missing.putAll(system.addresses().settings());
          missing.put(MatrixSettings.CATALOGUE_DIR.name(), dir.catalogue().toString());
        });
    if (running.isPresent() || Files.isDirectory(dir.agent())) {
      // One agent for the local system, in it or beside it.
      missing.put(BoardSettings.DATA_DIR, dir.agent().toString());
    }
    missing.keySet().removeAll(set.values().keySet());
    if (missing.containsKey(PostgresSettings.URL)
        && !set.values().containsKey(PostgresSettings.CICD_SCHEMA)) {
      // The embedded database has the four tables.
      missing.put(PostgresSettings.CICD_SCHEMA, CicdTables.SCHEMA);
    }
    for (String key : needed) {
      if (!set.values().containsKey(key) && !missing.containsKey(key)) {
        throw new CommandFailedException(missing(dir, running.isPresent(), key));
      }
    }
    return set.with(missing);
  }

  private static @Nullable Path configOf(RunningSystem system) {
    return system.config() == null ? null : Path.of(system.config());
  }

  private static String missing(DataDir dir, boolean runs, String key) {
    return runs
        ? "The local system in %s has no %s yet. 'boardstream status' says why.".formatted(dir, key)
        : "No local system runs in %s, and %s is not set. Start one with 'boardstream up', name its folder with --data-dir, or set %s in a file for --config."
            .formatted(dir, key, key);
  }
}
