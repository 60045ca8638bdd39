package io.boardstream.cli.local;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The ports of a local system. 0 takes a free one at the first start and the same again later; a
 * fixed one that somebody else has is an error that names who. All need a restart.
 */
public final class LocalSettings extends AbstractConfig {

  /** Port of the embedded Postgres, 0 to 65535. */
  public static final String POSTGRES_PORT = "ports.postgres";

  /** Port of the embedded broker, 0 to 65535. */
  public static final String KAFKA_PORT = "ports.kafka";

  /** Port of the embedded schema registry, 0 to 65535. */
  public static final String REGISTRY_PORT = "ports.registry";

  /** Port of health, status and metrics of the local system, 0 to 65535. */
  public static final String HTTP_PORT = "ports.http";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              POSTGRES_PORT,
              ConfigDef.Type.INT,
              0,
              ConfigDef.Range.between(0, 65_535),
              ConfigDef.Importance.MEDIUM,
              "Port of the embedded Postgres of 'up'; 0 takes a free one and keeps it.")
          .define(
              KAFKA_PORT,
              ConfigDef.Type.INT,
              0,
              ConfigDef.Range.between(0, 65_535),
              ConfigDef.Importance.MEDIUM,
              "Port of the embedded broker of 'up'; 0 takes a free one and keeps it.")
          .define(
              REGISTRY_PORT,
              ConfigDef.Type.INT,
              0,
              ConfigDef.Range.between(0, 65_535),
              ConfigDef.Importance.MEDIUM,
              "Port of the embedded schema registry of 'up'; 0 takes a free one and keeps it.")
          .define(
              HTTP_PORT,
              ConfigDef.Type.INT,
              0,
              ConfigDef.Range.between(0, 65_535),
              ConfigDef.Importance.MEDIUM,
              "Port of health, status and metrics of 'up'; 0 takes a free one and keeps it.");

  public LocalSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  int postgresPort() {
    return getInt(POSTGRES_PORT);
  }

  int kafkaPort() {
    return getInt(KAFKA_PORT);
  }

  int registryPort() {
    return getInt(REGISTRY_PORT);
  }

  int httpPort() {
    return getInt(HTTP_PORT);
  }
}
