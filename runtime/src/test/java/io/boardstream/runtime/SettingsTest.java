package io.boardstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.schemas.serde.RegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One properties file, overridden by the environment, overridden by the command line. */
final class SettingsTest {

  private static final List<ConfigDef> DEFINITIONS =
      List.of(KafkaSettings.DEFINITION, HttpSettings.DEFINITION, RegistrySettings.DEFINITION);

  @TempDir private Path folder;

  @Test
  void environmentOverridesFileAndCommandLineOverridesBoth() throws IOException {
    Path file = file("topics.prefix=file.\ntopics.partitions=2\nhttp.port=1\n");
    Map<String, String> environment =
        Map.of(
            "BOARDSTREAM_TOPICS_PREFIX",
            "env.",
            "BOARDSTREAM_TOPICS_PARTITIONS",
            "3",
            "PATH",
            "/bin");

    Settings settings =
        Settings.load(DEFINITIONS, file, environment, Map.of("topics.prefix", "line."));

    KafkaSettings kafka = new KafkaSettings(settings.values());
    assertThat(kafka.topicsPrefix()).isEqualTo("line.");
    assertThat(kafka.partitions()).isEqualTo(3);
    assertThat(new HttpSettings(settings.values()).port()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "topic.prefix, topics.prefix",
    "http.prot, http.port",
    "basic.auth.userinfo, basic.auth.user.info",
    "kafka.bootstrap.server, kafka.bootstrap.servers",
    "kafka.sasl.mechanisms, kafka.sasl.mechanism",
  })
  void unknownKeyIsRefusedAndTheNearestNamed(String wrong, String right) throws IOException {
    Path file = file(wrong + "=x\n");

    assertThatThrownBy(() -> Settings.load(DEFINITIONS, file, Map.of(), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("'" + wrong + "'")
        .hasMessageContaining("'" + right + "'")
        .hasMessageContaining(file.toString());
  }

  @Test
  void unknownVariableIsRefusedButThoseOfTheLauncherAreNot() {
    assertThatThrownBy(() -> load(Map.of("BOARDSTREAM_TOPIC_PREFIX", "x"), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("topics.prefix")
        .hasMessageContaining("environment");

    assertThat(
            load(Map.of("BOARDSTREAM_HOME", "/x", "BOARDSTREAM_JAVA_OPTS", "-Xmx1g"), Map.of())
                .values())
        .isEmpty();
  }

  @Test
  void badValueIsRefusedWithKeyValueAndRange() {
    assertThatThrownBy(() -> load(Map.of(), Map.of("topics.partitions", "0")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("topics.partitions")
        .hasMessageContaining("0")
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> load(Map.of("BOARDSTREAM_HTTP_PORT", "http"), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("http.port");
  }

  @Test
  void anyKafkaSettingPassesThrough() {
    Settings settings =
        load(
            Map.of("BOARDSTREAM_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            Map.of("kafka.bootstrap.servers", "b:1", "kafka.my.interceptor.level", "high"));

    assertThat(new KafkaSettings(settings.values()).client())
        .containsEntry("bootstrap.servers", "b:1")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("my.interceptor.level", "high");
  }

  @Test
  void printingHidesSecretsAndNothingElse() {
    Settings settings =
        load(
            Map.of("BOARDSTREAM_BEARER_AUTH_TOKEN", "hunter2"),
            Map.of(
                "basic.auth.user.info", "bob:hunter2",
                "schema.registry.ssl.keystore.key", "hunter2",
                "schema.registry.url", "http://bob:hunter2@one:8081,http://two:8081",
                "kafka.sasl.jaas.config", "Module required password=\"hunter2\";",
                "kafka.ssl.truststore.password", "hunter2",
                "kafka.ssl.keystore.key", "hunter2",
                "kafka.sasl.oauthbearer.client.credentials.client.secret", "hunter2",
                "kafka.security.protocol", "SASL_SSL"));

    String printed = settings.print();

    assertThat(printed).doesNotContain("hunter2");
    assertThat(printed.lines())
        .contains(
            "bearer.auth.token=[hidden]",
            "basic.auth.user.info=[hidden]",
            "kafka.sasl.jaas.config=[hidden]",
            "kafka.security.protocol=SASL_SSL",
            "schema.registry.url=http://[hidden]@one:8081,http://two:8081",
            "topics.partitions=4",
            "schema.registry.basic.auth.user.info=")
        .isSorted();
  }

  @Test
  void whatIsPrintedCanBeReadAgain() throws IOException {
    Settings settings = load(Map.of(), Map.of("schema.registry.url", "http://one,http://two"));

    Settings again = Settings.load(DEFINITIONS, file(settings.print()), Map.of(), Map.of());

    assertThat(again.print()).isEqualTo(settings.print());
  }

  @Test
  void secretsAreNotInErrorsEither() {
    assertThatThrownBy(() -> load(Map.of(), Map.of("schema.registry.url", "ftp://bob:hunter2@one")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("schema.registry.url")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void unreadableFileIsNamed() {
    Path missing = folder.resolve("missing.properties");

    assertThatThrownBy(() -> Settings.load(DEFINITIONS, missing, Map.of(), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void keyDeclaredTwiceDifferentlyIsOurMistake() {
    ConfigDef other =
        new ConfigDef()
            .define("http.port", ConfigDef.Type.INT, 8080, ConfigDef.Importance.LOW, "Other.");

    assertThatThrownBy(
            () -> Settings.load(List.of(HttpSettings.DEFINITION, other), null, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http.port");
  }

  @Test
  void replacedValuesAreCheckedByTheirParts() {
    Settings settings = load(Map.of(), Map.of("topics.prefix", "a."));

    Settings replaced = settings.with(Map.of("kafka.bootstrap.servers", "c:3"));

    assertThat(new KafkaSettings(replaced.values()).client())
        .containsEntry("bootstrap.servers", "c:3");
    assertThat(new KafkaSettings(replaced.values()).topicsPrefix()).isEqualTo("a.");
  }

  private static Settings load(Map<String, String> environment, Map<String, String> overrides) {
    return Settings.load(DEFINITIONS, null, environment, overrides);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("boardstream.properties"), text);
  }
}
