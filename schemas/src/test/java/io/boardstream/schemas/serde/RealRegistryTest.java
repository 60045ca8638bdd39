package io.boardstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.embedded.EmbeddedRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against a real registry, and side by side with Confluent's own classes; each test has topics of
 * its own.
 */
final class RealRegistryTest {

  @TempDir private static Path folder;
  private static EmbeddedRegistry registry;

  @BeforeAll
  static void start() {
    registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void whatOneProcessWritesAnotherReads() {
    byte[] row = rows(Map.of()).serializer().serialize("a", Samples.row("1"));
    byte[] model =
        serdes(Map.of())
            .values(ModelCompatibility.class)
            .serializer()
            .serialize("b", Samples.model());

    assertThat(rows(Map.of()).deserializer().deserialize("a", row)).isEqualTo(Samples.row("1"));
    assertThat(
            serdes(Map.of())
                .values(ModelCompatibility.class)
                .deserializer()
                .deserialize("b", model))
        .isEqualTo(Samples.model());
    assertThat(rows(Map.of()).serializer().serialize("a", Samples.row("1"))).isEqualTo(row);
  }

  @Test
  void whatIsRegisteredIsFoundWithoutRegistering() {
    Map<String, String> lookup = Map.of("auto.register.schemas", "false");
    assertThatThrownBy(() -> rows(lookup).serializer().serialize("c", Samples.row("1")))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("'c-value'");

    byte[] registered = rows(Map.of()).serializer().serialize("c", Samples.row("1"));

    assertThat(rows(lookup).serializer().serialize("c", Samples.row("1"))).isEqualTo(registered);
    Map<String, String> latest =
        Map.of("auto.register.schemas", "false", "use.latest.version", "true");
    assertThat(rows(latest).serializer().serialize("c", Samples.row("1"))).isEqualTo(registered);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4_711, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void anUnknownIdIsRefused(int id) {
    byte[] bytes = {
      0, (byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id, 2, 'a', 2, 'b'
    };

    assertThatThrownBy(() -> rows(Map.of()).deserializer().deserialize("d", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(Integer.toString(id));
  }

  @Test
  void anIncompatibleSchemaIsRefusedByTheRegistry() throws Exception {
    AvroSerializer<IndexedRecord> serializer = generic();
    serializer.serialize("e", record("{\"name\":\"f\",\"type\":\"int\"}", 1));
    put("/config/e-value", "{\"compatibility\":\"FULL_TRANSITIVE\"}");

    assertThatThrownBy(
            () -> serializer.serialize("e", record("{\"name\":\"g\",\"type\":\"string\"}", "x")))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("'e-value'")
        .hasMessageContaining("incompatible");
    // The one that is registered goes on.
    assertThat(serializer.serialize("e", record("{\"name\":\"f\",\"type\":\"int\"}", 2)))
        .endsWith(4);
  }

  @Test
  void confluentReadsWhatWeWrite() {
    try (ConfluentPeer confluent = confluent()) {
      byte[] row = rows(Map.of()).serializer().serialize("f", Samples.row("1"));
      byte[] model =
          serdes(Map.of())
              .values(ModelCompatibility.class)
              .serializer()
              .serialize("g", Samples.model());

      assertThat(confluent.read("f", row)).isEqualTo(asJson("f", row)).contains("Zürich");
      assertThat(confluent.read("g", model)).isEqualTo(asJson("g", model)).contains("\"COMPLETE\"");
    }
  }

  @Test
  void weReadWhatConfluentWrites() throws Exception {
    try (ConfluentPeer confluent = confluent()) {
      byte[] row = rows(Map.of()).serializer().serialize("h", Samples.row("1"));
      byte[] model =
          serdes(Map.of())
              .values(ModelCompatibility.class)
              .serializer()
              .serialize("i", Samples.model());

      byte[] theirRow =
          confluent.write("j", BenchmarkRow.getClassSchema().toString(), withoutHeader(row));
      byte[] theirModel =
          confluent.write(
              "k", ModelCompatibility.getClassSchema().toString(), withoutHeader(model));

      assertThat(theirRow).hasSameSizeAs(row).isNotEqualTo(row);
      assertThat(rows(Map.of()).deserializer().deserialize("j", theirRow))
          .isEqualTo(Samples.row("1"));
      assertThat(
              serdes(Map.of())
                  .values(ModelCompatibility.class)
                  .deserializer()
                  .deserialize("k", theirModel))
          .isEqualTo(Samples.model());
    }
  }

  @Test
  void sameSchemaSameSubjectSameBytesAsConfluent() throws Exception {
    try (ConfluentPeer confluent = confluent()) {
      byte[] ours =
          rows(Map.of("avro.remove.java.properties", "false"))
              .serializer()
              .serialize("l", Samples.row("1"));

      byte[] theirs =
          confluent.write("l", BenchmarkRow.getClassSchema().toString(), withoutHeader(ours));

      assertThat(theirs).isEqualTo(ours);
    }
  }

  @Test
  void aSchemaThatRefersToAnotherSubjectIsUnderstood() throws Exception {
    post(
        "/subjects/part-value/versions",
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Part\\\",\\\"fields\\\":[{\\\"name\\\":\\\"n\\\",\\\"type\\\":\\\"int\\\"}]}\"}");
    String whole =
        post(
            "/subjects/m-value/versions",
            "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Whole\\\",\\\"fields\\\":[{\\\"name\\\":\\\"p\\\",\\\"type\\\":\\\"Part\\\"}]}\","
                + "\"references\":[{\"name\":\"Part\",\"subject\":\"part-value\",\"version\":1}]}");
    int id = Integer.parseInt(whole.replaceAll("[^0-9]", ""));
    byte[] bytes = {0, 0, 0, (byte) (id >>> 8), (byte) id, 10};

    try (AvroDeserializer<IndexedRecord> deserializer = new AvroDeserializer<>()) {
      deserializer.configure(Map.of("schema.registry.url", registry.url().toString()), false);
      assertThat(deserializer.deserialize("m", bytes)).hasToString("{\"p\": {\"n\": 5}}");
    }
  }

  @Test
  void aRegistryThatStopsAndComesBackIsWaitedFor() {
    EmbeddedRegistry first = EmbeddedRegistry.start(folder.resolve("restarted"), 0);
    URI url = first.url();
    byte[] bytes;
    Serde<BenchmarkRow> known = at(url, "30000");
    try (first) {
      bytes = known.serializer().serialize("t", Samples.row("1"));
    }

    assertThat(known.serializer().serialize("t", Samples.row("1"))).isEqualTo(bytes);
    assertThatThrownBy(() -> at(url, "500").deserializer().deserialize("t", bytes))
        .isInstanceOf(RegistryUnavailableException.class);
    try (EmbeddedRegistry again =
        EmbeddedRegistry.start(folder.resolve("restarted"), url.getPort())) {
      assertThat(again.url()).isEqualTo(url);
      assertThat(known.deserializer().deserialize("t", bytes)).isEqualTo(Samples.row("1"));
    }
  }

  private static ConfluentPeer confluent() {
    return new ConfluentPeer(Map.of("schema.registry.url", registry.url().toString()));
  }

  private static Serde<BenchmarkRow> at(URI url, String retryMs) {
    return new AvroSerdes(
            Map.of(
                "schema.registry.url", url.toString(), "schema.registry.retry.timeout.ms", retryMs))
        .values(BenchmarkRow.class);
  }

  private static Serde<BenchmarkRow> rows(Map<String, String> more) {
    return serdes(more).values(BenchmarkRow.class);
  }

  private static AvroSerdes serdes(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("schema.registry.url", registry.url().toString());
    return new AvroSerdes(settings);
  }

  private static AvroSerializer<IndexedRecord> generic() {
    AvroSerializer<IndexedRecord> serializer = new AvroSerializer<>();
    serializer.configure(Map.of("schema.registry.url", registry.url().toString()), false);
    return serializer;
  }

  private static String asJson(String topic, byte[] bytes) {
    try (AvroDeserializer<IndexedRecord> deserializer = new AvroDeserializer<>()) {
      deserializer.configure(Map.of("schema.registry.url", registry.url().toString()), false);
      return deserializer.deserialize(topic, bytes).toString();
    }
  }

  private static GenericRecord record(String field, Object value) {
    Schema schema =
        new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"E\",\"fields\":[" + field + "]}");
    GenericRecord record = new GenericData.Record(schema);
    record.put(0, value);
    return record;
  }

  private static byte[] withoutHeader(byte[] bytes) {
    return Arrays.copyOfRange(bytes, 5, bytes.length);
  }

  private static String put(String path, String body) throws Exception {
    return send("PUT", path, body);
  }

  private static String post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  private static String send(String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(registry.url() + path))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
