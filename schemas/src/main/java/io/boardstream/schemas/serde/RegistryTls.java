package io.boardstream.schemas.serde;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the registry: Kafka's own keys (and its reading of JKS, PKCS#12 and PEM) under {@code
 * schema.registry.}, for example {@code schema.registry.ssl.truststore.location}. Host names are
 * always checked.
 */
final class RegistryTls {

  private static final String PREFIX = "schema.registry.";

  private static final Set<String> KEYS =
      Set.of(
          SslConfigs.SSL_PROTOCOL_CONFIG,
          SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
          SslConfigs.SSL_CIPHER_SUITES_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
          SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
          SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
          SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
          SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
          SslConfigs.SSL_KEY_PASSWORD_CONFIG);

  private final SSLContext context;
  private final SSLParameters parameters;

  private RegistryTls(SSLContext context, SSLParameters parameters) {
    this.context = context;
    this.parameters = parameters;
  }

  static void define(ConfigDef all) {
    ConfigDef kafka = new ConfigDef().withClientSslSupport();
    for (String name : KEYS.stream().sorted().toList()) {
      ConfigDef.ConfigKey key = kafka.configKeys().get(name);
      if (key == null) {
        throw new IllegalStateException("Kafka no longer knows " + name);
      }
      all.define(
          PREFIX + name,
          key.type,
          key.defaultValue,
          key.validator,
          key.importance,
          key.documentation);
    }
  }

  /** Empty when no TLS key is set: then the JDK's defaults hold. */
  static Optional<RegistryTls> of(RegistrySettings settings) {
    if (KEYS.stream().noneMatch(key -> settings.originals().containsKey(PREFIX + key))) {
      return Optional.empty();
    }
    Map<String, Object> ssl = new HashMap<>();
    settings
        .values()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX + "ssl.")) {
                ssl.put(key.substring(PREFIX.length()), value);
              }
            });
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(ssl);
      SSLContext context = factory.sslContext();
      return Optional.of(new RegistryTls(context, parameters(context, ssl)));
    }
  }

  SSLContext context() {
    return context;
  }

  SSLParameters parameters() {
    return parameters;
  }

  private static SSLParameters parameters(SSLContext context, Map<String, Object> ssl) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    names(ssl.get(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG)).ifPresent(parameters::setProtocols);
    names(ssl.get(SslConfigs.SSL_CIPHER_SUITES_CONFIG)).ifPresent(parameters::setCipherSuites);
    return parameters;
  }

  private static Optional<String[]> names(@Nullable Object value) {
    return value instanceof Collection<?> names && !names.isEmpty()
        ? Optional.of(names.stream().map(String::valueOf).toArray(String[]::new))
        : Optional.empty();
  }
}
