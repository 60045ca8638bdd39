package io.boardstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Law 7: the contract only grows. How to release a version stands in docs/contract/README.md. */
@DisplayName("Law 7: the contract only grows")
final class Law7TheContractOnlyGrowsTest {

  private static final String BASE =
      """
      {"type":"record","name":"R","fields":[
        {"name":"a","type":"string"},
        {"name":"n","type":"long","default":0},
        {"name":"t","type":{"type":"long","logicalType":"timestamp-micros"},"default":0},
        {"name":"e","type":{"type":"enum","name":"E","symbols":["X","Y"]}},
        {"name":"f","type":{"type":"enum","name":"F","symbols":["X","UNKNOWN"],"default":"UNKNOWN"}}]}
      """;

  @Test
  void currentSchemasAreFullyCompatibleWithEveryReleasedVersion() throws IOException {
    String release = System.getProperty("contract.release");
    if (release != null) {
      ReleasedSchemas.release(release);
    }
    Map<String, Schema> current = new TreeMap<>();
    ContractPage.documented()
        .forEach(topic -> topic.value().ifPresent(schema -> current.put(topic.name(), schema)));

    assertThat(ReleasedSchemas.versions()).contains("0.1");
    for (String version : ReleasedSchemas.versions()) {
      Map<String, Schema> released = ReleasedSchemas.of(version);
      assertThat(released).as(version).isNotEmpty();
      released.forEach(
          (topic, schema) -> {
            assertThat(current).as("topics of version " + version).containsKey(topic);
            assertThat(Compatibility.problems(schema, current.get(topic)))
                .as("%s since version %s", topic, version)
                .isEmpty();
          });
    }
  }

  @Test
  void everyReleasedVersionCanStillBeRead() throws IOException {
    assertThat(EarlierSchemas.VERSIONS).containsExactlyElementsOf(ReleasedSchemas.versions());
    Set<String> released = ReleasedSchemas.of("0.1").keySet();
    assertThat(released).contains("benchmark.rows", "matrix.models");
    for (Topic topic : TopicCatalogue.all()) {
      topic
          .value()
          .filter(schema -> released.contains(topic.name()))
          .ifPresent(schema -> assertThat(EarlierSchemas.of(schema)).isNotEmpty());
    }
  }

  @Test
  void everyTopicFieldAndTypeSaysWhatItIs() {
    for (Topic topic : ContractPage.documented()) {
      assertThat(List.of(topic.key(), topic.owner(), topic.doc()))
          .as(topic.name())
          .noneMatch(String::isBlank);
      topic
          .value()
          .ifPresent(
              schema -> assertThat(Compatibility.undocumented(schema)).as(topic.name()).isEmpty());
    }
  }

  @Test
  void theSameSchemaIsCompatible() {
    assertThat(problems(BASE)).isEmpty();
  }

  @Test
  void aNewFieldNeedsADefault() {
    String with = "[{\"name\":\"b\",\"type\":\"string\",\"default\":\"\"},";
    assertThat(problems(BASE.replaceFirst("\\[", with))).isEmpty();

    assertThat(problems(BASE.replaceFirst("\\[", with.replace(",\"default\":\"\"", ""))))
        .singleElement()
        .asString()
        .contains("new readers, old records", "b");
  }

  @Test
  void aFieldWithoutDefaultMayNotBeRemoved() {
    assertThat(problems(BASE.replace("{\"name\":\"a\",\"type\":\"string\"},", "")))
        .singleElement()
        .asString()
        .contains("old readers, new records", "a");
    assertThat(problems(BASE.replace("{\"name\":\"n\",\"type\":\"long\",\"default\":0},", "")))
        .isEmpty();
  }

  @Test
  void aTypeMayNotChangeEvenWhereOneDirectionCouldReadIt() {
    assertThat(problems(BASE.replace("\"n\",\"type\":\"long\"", "\"n\",\"type\":\"double\"")))
        .singleElement()
        .asString()
        .contains("old readers, new records", "TYPE_MISMATCH");
    assertThat(problems(BASE.replace("\"a\",\"type\":\"string\"", "\"a\",\"type\":\"int\"")))
        .hasSize(2);
  }

  @Test
  void anEnumSymbolMayComeAndGoOnlyWhereReadersHaveADefault() {
    assertThat(problems(BASE.replace("[\"X\",\"Y\"]", "[\"X\"]")))
        .singleElement()
        .asString()
        .contains("new readers, old records", "MISSING_ENUM_SYMBOLS");
    assertThat(problems(BASE.replace("[\"X\",\"Y\"]", "[\"X\",\"Y\",\"Z\"]"))).hasSize(1);
    assertThat(problems(BASE.replace("[\"X\",\"UNKNOWN\"]", "[\"UNKNOWN\",\"Z\"]"))).isEmpty();
  }

  @Test
  void aUnitMayNotChange() {
    assertThat(problems(BASE.replace("timestamp-micros", "timestamp-millis")))
        .containsExactly("R.t changed its meaning from 'timestamp-micros' to 'timestamp-millis'");
  }

  @Test
  void missingWordsAreFoundAtEveryDepth() {
    assertThat(
            Compatibility.undocumented(
                new Schema.Parser()
                    .parse(
                        """
                        {"type":"record","name":"R","doc":"d","fields":[
                          {"name":"a","type":"string","doc":"d"},
                          {"name":"b","doc":" ","type":["null",{"type":"array","items":
                            {"type":"record","name":"S","fields":[{"name":"c","type":"int"}]}}]}]}
                        """)))
        .containsExactly("R.b", "S", "S.c");
  }

  private static List<String> problems(String changed) {
    return Compatibility.problems(
        new Schema.Parser().parse(BASE), new Schema.Parser().parse(changed));
  }
}
