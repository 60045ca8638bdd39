package io.boardstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The committed AsyncAPI document says what the catalogue and the schemas say, and is one. */
final class AsyncApiTest {

  private static final Path FILE = Path.of("../docs/contract/asyncapi.yaml");

  @Test
  void theCommittedDocumentIsUpToDate() throws IOException {
    if (Boolean.getBoolean("contract.write")) {
      Files.writeString(FILE, AsyncApi.text());
    }

    assertThat(Files.readString(FILE))
        .as(
            "docs/contract/asyncapi.yaml; write it with: ./mvnw verify -pl schemas -am -Dcontract.write=true")
        .isEqualTo(AsyncApi.text());
  }

  @Test
  void itHasWhatAsyncApi3Demands() throws IOException {
    JsonNode api = api();

    assertThat(api.path("asyncapi").isTextual()).isTrue();
    assertThat(api.path("asyncapi").asText()).isEqualTo("3.0.0");
    assertThat(names(api))
        .isSubsetOf(
            "asyncapi",
            "id",
            "info",
            "servers",
            "defaultContentType",
            "channels",
            "operations",
            "components");
    assertThat(api.path("info").path("title").asText()).isNotBlank();
    assertThat(api.path("info").path("version").isTextual()).isTrue();
    api.path("servers").forEach(server -> assertThat(names(server)).contains("host", "protocol"));
    api.path("operations")
        .forEach(
            operation -> {
              assertThat(operation.path("action").asText()).isIn("send", "receive");
              String channel = operation.path("channel").path("$ref").asText();
              assertThat(channel).startsWith("#/channels/");
              assertThat(operation.path("messages")).isNotEmpty();
              operation
                  .path("messages")
                  .forEach(
                      message ->
                          assertThat(message.path("$ref").asText())
                              .as("an operation names messages of its channel")
                              .startsWith(channel + "/messages/"));
            });
    api.path("components").forEach(kind -> assertThat(names(kind)).allMatch(AsyncApiTest::isKey));
  }

  @Test
  void everyReferenceLeadsSomewhere() throws IOException {
    JsonNode api = api();
    List<String> references = api.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference ->
                assertThat(api.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
  }

  @Test
  void everyTopicIsAChannelWithItsKeyItsSchemaAndItsSettings() throws IOException {
    JsonNode api = api();

    assertThat(names(api.path("channels")))
        .isEqualTo(
            ContractPage.documented().stream()
                .map(AsyncApi::id)
                .collect(Collectors.toCollection(TreeSet::new)));
    for (Topic topic : ContractPage.documented()) {
      JsonNode channel = api.path("channels").path(AsyncApi.id(topic));
      JsonNode kafka = channel.path("bindings").path("kafka");
      assertThat(channel.path("address").asText()).isEqualTo(topic.name());
      assertThat(names(kafka.path("topicConfiguration"))).isEqualTo(topic.config().keySet());
      assertThat(channel.path("messages").has("tombstone"))
          .isEqualTo(topic.isCompacted() && topic.value().isPresent());
      JsonNode message = api.path("components").path("messages").path(AsyncApi.id(topic));
      assertThat(message.path("bindings").path("kafka").path("key").path("description").asText())
          .isEqualTo(topic.key());
      assertThat(schema(message)).isEqualTo(topic.value().map(AsyncApiTest::withoutHints));
    }
  }

  @Test
  void aFamilyOfTopicsIsOneChannelWithAParameter() throws IOException {
    JsonNode queue = api().path("channels").path("jobs.requests");

    assertThat(queue.path("address").asText()).isEqualTo("jobs.requests.{device}");
    assertThat(queue.path("parameters").path("device").path("description").asText()).isNotBlank();
  }

  @Test
  void factsHaveAVersionAndDeadLettersAReason() throws IOException {
    JsonNode messages = api().path("components").path("messages");

    assertThat(headers(messages, "benchmark.rows")).contains(VersionHeader.NAME);
    assertThat(headers(messages, "benchmark.rows.tombstone")).contains(VersionHeader.NAME);
    assertThat(headers(messages, "matrix.models")).isEmpty();
    assertThat(headers(messages, "dead-letters")).hasSize(5);
  }

  private static JsonNode api() throws IOException {
    return AsyncApi.yaml().readTree(AsyncApi.text());
  }

  private static Optional<Schema> schema(JsonNode message) {
    JsonNode payload = message.path("payload");
    if (payload.isMissingNode()) {
      return Optional.empty();
    }
    assertThat(payload.path("schemaFormat").asText()).startsWith("application/vnd.apache.avro");
    return Optional.of(new Schema.Parser().parse(payload.path("schema").toString()));
  }

  private static Schema withoutHints(Schema schema) {
    return new Schema.Parser().parse(AsyncApi.plain(schema).toString());
  }

  private static Set<String> headers(JsonNode messages, String name) {
    return names(messages.path(name).path("headers").path("properties"));
  }

  private static Set<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return new TreeSet<>(names);
  }

  private static boolean isKey(String name) {
    return name.matches("[A-Za-z0-9_.-]+");
  }
}
