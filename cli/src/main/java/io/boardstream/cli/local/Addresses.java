package io.boardstream.cli.local;

import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.RegistrySettings;
import io.boardstream.sink.SinkSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a local system are. A part that has not come up yet has no address.
 *
 * @param kafka bootstrap servers
 * @param registry URL of Confluent's API of the schema registry
 * @param postgres the database as a libpq URL, for psql; never with a password
 * @param jdbcUrl the database for JDBC
 * @param postgresUser role in the database
 * @param documents absolute folder of the JSON documents
 * @param site URL of the matrix for browsers
 */
public record Addresses(
    @Nullable String kafka,
    @Nullable String registry,
    @Nullable String postgres,
    @Nullable String jdbcUrl,
    @Nullable String postgresUser,
    String documents,
    @Nullable String site) {

  /** As settings, those that are known. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    put(settings, KafkaSettings.BOOTSTRAP_SERVERS, kafka);
    put(settings, RegistrySettings.URL, registry);
    put(settings, PostgresSettings.URL, jdbcUrl);
    put(settings, PostgresSettings.USER, postgresUser);
    put(settings, SinkSettings.DIR, documents);
    return settings;
  }

  private static void put(Map<String, String> settings, String key, @Nullable String value) {
    if (value != null) {
      settings.put(key, value);
    }
  }
}
