package io.boardstream.site;

import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.runtime.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Where the site listens, and who may read it from elsewhere. All need a restart. */
public final class SiteSettings extends AbstractConfig {

  /**
   * Address to listen on; {@code 0.0.0.0} for all. The site is read-only and asks nobody who they
   * are: whoever reaches it reads the whole matrix.
   */
  public static final String HOST = "site.host";

  /** Port to listen on, 0 to 65535; 0 takes a free one, which {@code up} keeps. */
  public static final String PORT = "site.port";

  /**
   * Web origins whose pages may read {@code /api} in a browser, {@code https://host[:port]}
   * separated by commas; {@code *} for all. Empty for none: a front end elsewhere then stays blank.
   */
  public static final String CORS_ORIGINS = "site.cors.origins";

  /**
   * Browsers that may follow {@code /api/events} at once, 1 to 100,000. Too low turns readers away
   * (they ask again); each costs some KiB and a connection.
   */
  public static final String EVENTS_CLIENTS = "site.events.clients";

  /**
   * Changes that are kept for browsers that come back, 1 to 1,000,000. Too low makes them read the
   * matrix anew after a short absence; each costs about a KiB of memory.
   */
  public static final String EVENTS_KEPT = "site.events.kept";

  /**
   * Milliseconds between signs of life on a quiet connection, 100 to 600,000. Too high lets proxies
   * close it, and lets dead ones linger.
   */
  public static final String EVENTS_HEARTBEAT_MS = "site.events.heartbeat.ms";

  /**
   * Folder for the history of runs, of this site alone; what is in it can be thrown away at any
   * time. Empty: a temporary one, and the history is read anew at each start.
   */
  public static final String HISTORY_DIR = "site.history.dir";

  /**
   * MiB of memory that the database of the history may take, 0 or 32 to 65,536. 0: no history is
   * kept, so that there are no charts. Too little makes questions over long histories slow, or
   * fail.
   */
  public static final String HISTORY_MEMORY_MB = "site.history.memory.mb";

  public static final ConfigDef DEFINITION = definition();

  private static final String ANY = "*";
  private static final int LEAST_HISTORY_MEMORY = 32;

  private final DocumentSettings documents;

  /**
   * Checks the settings.
   *
   * @throws SettingsException when a value is out of range
   */
  public SiteSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
    try {
      documents = DocumentKeys.settings(values);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
    if (historyMemoryMiB() != 0 && historyMemoryMiB() < LEAST_HISTORY_MEMORY) {
      throw new SettingsException(
          "%s: %d is too little; 0 for no history, or at least %d."
              .formatted(HISTORY_MEMORY_MB, historyMemoryMiB(), LEAST_HISTORY_MEMORY));
    }
    for (String origin : origins()) {
      if (!origin.equals(ANY) && !origin.matches("https?://[A-Za-z0-9.:\\[\\]-]+")) {
        throw new SettingsException(
            "%s: \"%s\" is no origin. Write https://host or https://host:port, without a path."
                .formatted(CORS_ORIGINS, origin));
      }
    }
  }

  public String host() {
    return getString(HOST);
  }

  public int port() {
    return getInt(PORT);
  }

  /** Whether pages of this origin may read. */
  boolean allows(String origin) {
    return origins().contains(ANY) || origins().contains(origin);
  }

  private Set<String> origins() {
    List<String> origins = getList(CORS_ORIGINS);
    return Set.copyOf(origins);
  }

  int eventClients() {
    return getInt(EVENTS_CLIENTS);
  }

  int eventsKept() {
    return getInt(EVENTS_KEPT);
  }

  Duration heartbeat() {
    return Duration.ofMillis(getInt(EVENTS_HEARTBEAT_MS));
  }

  /** Empty for a temporary one. */
  Optional<Path> historyDir() {
    String dir = getString(HISTORY_DIR);
    return dir.isBlank() ? Optional.empty() : Optional.of(Path.of(dir));
  }

  int historyMemoryMiB() {
    return getInt(HISTORY_MEMORY_MB);
  }

  DocumentSettings documents() {
    return documents;
  }

  private static ConfigDef definition() {
    return new ConfigDef()
        .define(
            HOST,
            ConfigDef.Type.STRING,
            "127.0.0.1",
            new ConfigDef.NonEmptyString(),
            ConfigDef.Importance.HIGH,
            "Address on which the site is served.")
        .define(
            PORT,
            ConfigDef.Type.INT,
            0,
            ConfigDef.Range.between(0, 65_535),
            ConfigDef.Importance.HIGH,
            "Port on which the site is served; 0 takes a free one, which 'up' keeps.")
        .define(
            CORS_ORIGINS,
            ConfigDef.Type.LIST,
            "",
            ConfigDef.Importance.MEDIUM,
            "Web origins whose pages may read /api, https://host separated by commas; * for all.")
        .define(
            EVENTS_CLIENTS,
            ConfigDef.Type.INT,
            2_000,
            ConfigDef.Range.between(1, 100_000),
            ConfigDef.Importance.LOW,
            "Browsers that may follow /api/events at once.")
        .define(
            EVENTS_KEPT,
            ConfigDef.Type.INT,
            5_000,
            ConfigDef.Range.between(1, 1_000_000),
            ConfigDef.Importance.LOW,
            "Changes that are kept for browsers that come back.")
        .define(
            EVENTS_HEARTBEAT_MS,
            ConfigDef.Type.INT,
            15_000,
            ConfigDef.Range.between(100, 600_000),
            ConfigDef.Importance.LOW,
            "Milliseconds between signs of life on a quiet connection.")
        .define(
            HISTORY_DIR,
            ConfigDef.Type.STRING,
            "",
            ConfigDef.Importance.MEDIUM,
            "Folder for the history of runs; it can be thrown away. Empty: a temporary one.")
        .define(
            HISTORY_MEMORY_MB,
            ConfigDef.Type.INT,
            128,
            ConfigDef.Range.between(0, 65_536),
            ConfigDef.Importance.LOW,
            "MiB that the database of the history may take, at least 32; 0 for no history.");
  }
}
