package io.boardstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.schemas.serde.RegistrySettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** Keys and defaults are public interface: a change must be seen, and stand in the changelog. */
final class SettingsKeysTest {

  @Test
  void keysAndDefaultsOfKafka() {
    assertThat(pinned(KafkaSettings.DEFINITION))
        .isEqualTo(
            """
            kafka.bootstrap.servers STRING = 127.0.0.1:9092
            topics.partitions INT = 4
            topics.prefix STRING =
            topics.replication.factor SHORT = -1
            """);
  }

  @Test
  void keysAndDefaultsOfHttp() {
    assertThat(pinned(HttpSettings.DEFINITION))
        .isEqualTo(
            """
            http.host STRING = 127.0.0.1
            http.port INT = 0
            """);
  }

  @Test
  void keysAndDefaultsOfTheRegistry() {
    assertThat(pinned(RegistrySettings.DEFINITION))
        .isEqualTo(
            """
            auto.register.schemas BOOLEAN = true
            avro.deserializer.class CLASS = io.boardstream.schemas.serde.AvroDeserializer
            avro.remove.java.properties BOOLEAN = true
            avro.serializer.class CLASS = io.boardstream.schemas.serde.AvroSerializer
            basic.auth.credentials.source STRING = URL
            basic.auth.user.info PASSWORD = null
            bearer.auth.credentials.source STRING =
            bearer.auth.token PASSWORD = null
            http.connect.timeout.ms LONG = 5000
            http.read.timeout.ms LONG = 10000
            key.subject.name.strategy STRING = TopicNameStrategy
            missing.id.cache.ttl.sec LONG = 5
            retries.max.wait.ms LONG = 2000
            retries.wait.ms LONG = 100
            schema.registry.basic.auth.user.info PASSWORD = null
            schema.registry.retry.timeout.ms LONG = 10000
            schema.registry.ssl.cipher.suites LIST = []
            schema.registry.ssl.enabled.protocols LIST = [TLSv1.2, TLSv1.3]
            schema.registry.ssl.key.password PASSWORD = null
            schema.registry.ssl.keystore.certificate.chain PASSWORD = null
            schema.registry.ssl.keystore.key PASSWORD = null
            schema.registry.ssl.keystore.location STRING = null
            schema.registry.ssl.keystore.password PASSWORD = null
            schema.registry.ssl.keystore.type STRING = JKS
            schema.registry.ssl.protocol STRING = TLSv1.3
            schema.registry.ssl.truststore.certificates PASSWORD = null
            schema.registry.ssl.truststore.location STRING = null
            schema.registry.ssl.truststore.password PASSWORD = null
            schema.registry.ssl.truststore.type STRING = JKS
            schema.registry.url LIST = [http://127.0.0.1:8081]
            specific.avro.reader BOOLEAN = false
            specific.avro.value.type CLASS = null
            use.latest.version BOOLEAN = false
            value.subject.name.strategy STRING = TopicNameStrategy
            """);
  }

  @Test
  void whatKeepsASecretIsTypedSo() {
    List<ConfigDef> all =
        List.of(KafkaSettings.DEFINITION, HttpSettings.DEFINITION, RegistrySettings.DEFINITION);

    assertThat(all)
        .flatExtracting(definition -> definition.configKeys().values())
        .filteredOn(key -> key.name.matches(".*(password|token|user\\.info|keystore\\.key).*"))
        .hasSize(7)
        .allSatisfy(key -> assertThat(key.type).isEqualTo(ConfigDef.Type.PASSWORD));
  }

  private static String pinned(ConfigDef definition) {
    Map<String, ConfigDef.ConfigKey> keys = new TreeMap<>(definition.configKeys());
    return keys.values().stream()
        .map(
            key ->
                "%s %s = %s"
                    .formatted(
                        key.name,
                        key.type,
                        key.defaultValue instanceof Class<?> type
                            ? type.getName()
                            : key.defaultValue)
                    .strip())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
