package io.boardstream.cli.environment;

import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.util.Map;

/** A Kafka, a schema registry and a Postgres with logical decoding, running until closed. */
public interface Environment extends AutoCloseable {

  String bootstrapServers();

  String registryUrl();

  String jdbcUrl();

  String user();

  String password();

  @Override
  void close();

  /** For the parts that use it. */
  default Map<String, String> settings() {
    return Map.of(
        KafkaSettings.BOOTSTRAP_SERVERS, bootstrapServers(),
        RegistrySettings.URL, registryUrl(),
        PostgresSettings.URL, jdbcUrl(),
        PostgresSettings.USER, user(),
        PostgresSettings.PASSWORD, password(),
        PostgresSettings.PUBLICATION_AUTOCREATE, "true");
  }
}
