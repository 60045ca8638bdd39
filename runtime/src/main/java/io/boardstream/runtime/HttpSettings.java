package io.boardstream.runtime;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Where a process answers questions about its health. */
public final class HttpSettings extends AbstractConfig {

  /**
   * Address to listen on; {@code 0.0.0.0} for all. The answers name brokers and databases, so open
   * it only to networks that may know. Needs a restart.
   */
  public static final String HOST = "http.host";

  /** Port to listen on, 0 to 65535; 0 for none. Needs a restart. */
  public static final String PORT = "http.port";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              HOST,
              ConfigDef.Type.STRING,
              "127.0.0.1",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.LOW,
              "Address on which health and metrics are served.")
          .define(
              PORT,
              ConfigDef.Type.INT,
              0,
              ConfigDef.Range.between(0, 65_535),
              ConfigDef.Importance.MEDIUM,
              "Port on which health and metrics are served; 0 for none.");

  public HttpSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  public String host() {
    return getString(HOST);
  }

  public int port() {
    return getInt(PORT);
  }
}
