package io.boardstream.producers.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresSettingsTest {

  @Test
  void keysAndDefaultsArePublicInterface() {
    assertThat(print(Map.of()))
        .isEqualTo(
            """
            postgres.cicd.schema=
            postgres.heartbeat.interval.ms=10000
            postgres.password=[hidden]
            postgres.publication.autocreate=false
            postgres.publication.name=boardstream
            postgres.slot.name=boardstream
            postgres.source.name=postgres
            postgres.table=public.benchmark_rows
            postgres.url=jdbc:postgresql://127.0.0.1:5432/postgres
            postgres.user=postgres
            """);
    assertThat(PostgresSettings.DEFINITION.configKeys().values())
        .allSatisfy(key -> assertThat(key.documentation).isNotBlank())
        .filteredOn(key -> key.type == ConfigDef.Type.PASSWORD)
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "postgres.url, mysql://x/y",
    "postgres.table, benchmark_rows",
    "postgres.table, \"a.b.c\"",
    "postgres.cicd.schema, a.b",
    "postgres.slot.name, Has-Capitals",
    "postgres.publication.name, a-b",
    "postgres.source.name, a/b",
    "postgres.source.name, ''",
    "postgres.heartbeat.interval.ms, 1",
  })
  void wrongValuesAreRefusedWithTheirKey(String key, String value) {
    assertThatThrownBy(() -> print(Map.of(key, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key);
  }

  @Test
  void addressOfTheDatabaseIsTakenApartForDebezium() {
    Properties engine =
        engine(
            "jdbc:postgresql://db.example:6432/bench?sslmode=verify-full&sslrootcert=%2Fca.pem&tcpKeepAlive=true");

    assertThat(engine)
        .containsEntry("database.hostname", "db.example")
        .containsEntry("database.port", "6432")
        .containsEntry("database.dbname", "bench")
        .containsEntry("database.sslmode", "verify-full")
        .containsEntry("database.sslrootcert", "/ca.pem")
        .containsEntry("driver.tcpKeepAlive", "true")
        .containsEntry("table.include.list", "public\\.benchmark_rows");
    assertThat(engine("jdbc:postgresql://db.example/bench")).containsEntry("database.port", "5432");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://a:1;b:2/db",
    "jdbc:postgresql://host:5432",
    "jdbc:postgresql:///db"
  })
  void addressesThatAreNotOfOneDatabaseAreRefused(String url) {
    assertThatThrownBy(() -> engine(url.replace(';', ',')))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no address of one database");
  }

  @Property
  void idsOfDifferentKeysDiffer(
      @ForAll("keys") List<String> key, @ForAll("keys") List<String> other) {
    assertThat(RowId.of(key).equals(RowId.of(other))).isEqualTo(key.equals(other));
  }

  @Provide
  Arbitrary<List<String>> keys() {
    return Arbitraries.strings().withChars("a,\\").ofMaxLength(3).list().ofSize(2);
  }

  @Test
  void commasWithinKeysDoNotMixWithThoseBetweenThem() {
    assertThat(RowId.of(List.of("a,b", "c"))).isEqualTo("a\\,b,c");
    assertThat(RowId.of(List.of("a", "b,c"))).isEqualTo("a,b\\,c");
    assertThat(RowId.of(List.of("a\\", "b"))).isNotEqualTo(RowId.of(List.of("a\\,b", "")));
    assertThat(RowId.of(List.of("a,b"))).isEqualTo("a,b");
  }

  private static Properties engine(String url) {
    return EngineSettings.of(
        new PostgresSettings(Map.of(PostgresSettings.URL, url)), Optional.empty());
  }

  private static String print(Map<String, String> values) {
    return Settings.load(List.of(PostgresSettings.DEFINITION), null, Map.of(), values).print();
  }
}
