package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.runtime.SettingsException;
import io.debezium.connector.postgresql.PostgresConnector;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** Our settings in the words of Debezium. */
final class EngineSettings {

  /** Parameters of the JDBC address that Debezium knows by a name of its own. */
  private static final Set<String> TLS =
      Set.of("sslmode", "sslcert", "sslkey", "sslpassword", "sslrootcert", "sslfactory");

  private EngineSettings() {}

  /** Name under which Debezium stores positions. */
  static String engineName(PostgresSettings settings) {
    return CapturedSource.engineName(settings.sourceName());
  }

  /**
   * @param position where to resume; empty to begin with a snapshot
   * @throws SettingsException when the JDBC address cannot be used
   */
  static Properties of(PostgresSettings settings, Optional<SourcePosition> position) {
    Properties engine = new Properties();
    engine.setProperty("name", engineName(settings));
    engine.setProperty("connector.class", PostgresConnector.class.getName());
    engine.setProperty("topic.prefix", settings.sourceName());
    address(engine, settings);

    engine.setProperty("plugin.name", "pgoutput");
    engine.setProperty("slot.name", settings.slot());
    engine.setProperty("publication.name", settings.publication());
    engine.setProperty(
        "publication.autocreate.mode", settings.createsPublication() ? "filtered" : "disabled");
    engine.setProperty(
        "table.include.list",
        CapturedTables.names(settings).stream()
            .map(EngineSettings::regex)
            .collect(Collectors.joining(",")));

    engine.setProperty("snapshot.mode", "initial");
    engine.setProperty("skipped.operations", "none");
    engine.setProperty("tombstones.on.delete", "false");
    engine.setProperty("decimal.handling.mode", "string");
    engine.setProperty("time.precision.mode", "adaptive_time_microseconds");

    engine.setProperty("poll.interval.ms", "10");
    engine.setProperty("message.prefix.include.list", Heartbeat.NAME);
    // Retrying is ours, so that health tells of it.
    engine.setProperty("errors.max.retries", "0");
    engine.setProperty("slot.max.retries", "0");
    engine.setProperty("slot.retry.delay.ms", "500");

    engine.setProperty("offset.storage", PreloadedOffsets.class.getName());
    // A name of its own for each run: the engine waits a minute for a name that is still taken.
    engine.setProperty("custom.metric.tags", "run=" + System.nanoTime());
    position.ifPresent(known -> PreloadedOffsets.preload(engine, known));
    return engine;
  }

  private static void address(Properties engine, PostgresSettings settings) {
    URI url = parsed(settings.url());
    engine.setProperty("database.hostname", url.getHost());
    engine.setProperty("database.port", url.getPort() < 0 ? "5432" : String.valueOf(url.getPort()));
    engine.setProperty("database.dbname", url.getPath().substring(1));
    engine.setProperty("database.user", settings.user());
    engine.setProperty("database.password", settings.password());
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        String name = parameter.substring(0, equals);
        String value = URLDecoder.decode(parameter.substring(equals + 1), UTF_8);
        engine.setProperty((TLS.contains(name) ? "database." : "driver.") + name, value);
      }
    }
  }

  private static URI parsed(String jdbcUrl) {
    try {
      URI url = URI.create(jdbcUrl.substring("jdbc:".length()));
      if (url.getHost() != null && url.getPath() != null && url.getPath().length() > 1) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, in words that show the form it must have.
    }
    throw new SettingsException(
        "%s=%s is no address of one database; it must be jdbc:postgresql://host:port/database"
            .formatted(PostgresSettings.URL, jdbcUrl));
  }

  /** Debezium takes a regular expression of {@code schema.table}. */
  private static String regex(TableName table) {
    return table.toString().replaceAll("[^A-Za-z0-9_]", "\\\\$0");
  }
}
