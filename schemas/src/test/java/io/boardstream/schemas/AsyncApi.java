package io.boardstream.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** The contract as an AsyncAPI 3.0 document, made from the catalogue and the schemas. */
final class AsyncApi {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String AVRO = "application/vnd.apache.avro+json;version=1.9.0";
  private static final String BINDING = "0.5.0";

  private final ObjectNode messages = JSON.objectNode();
  private final ObjectNode channels = JSON.objectNode();
  private final ObjectNode operations = JSON.objectNode();

  private AsyncApi() {}

  static String text() {
    try {
      return "# Generated from the topic catalogue and the schemas; do not edit.\n"
          + yaml().writeValueAsString(document());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always YAML", e);
    }
  }

  static ObjectMapper yaml() {
    return new ObjectMapper(
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());
  }

  private static ObjectNode document() {
    AsyncApi api = new AsyncApi();
    ContractPage.documented().forEach(api::topic);
    ObjectNode document = JSON.objectNode();
    document.put("asyncapi", "3.0.0");
    ObjectNode info = document.putObject("info");
    info.put("title", "Boardstream");
    info.put("version", "0.1.0");
    info.put(
        "description",
        "The live compatibility matrix of Tenstorrent's AI boards, on Kafka. Keys are UTF-8 text;"
            + " values are Avro in Confluent's wire format. Names of topics may have a prefix"
            + " (topics.prefix). Read with isolation.level=read_committed. The contract only"
            + " grows: schemas stay FULL_TRANSITIVE.");
    info.putObject("license").put("name", "Apache-2.0");
    document.put("defaultContentType", "application/vnd.apache.avro");
    ObjectNode server = document.putObject("servers").putObject("local");
    server.put("host", "{host}:{port}");
    server.put("protocol", "kafka");
    server.put("description", "What 'boardstream status' names as kafka.");
    ObjectNode variables = server.putObject("variables");
    variables.putObject("host").put("default", "127.0.0.1");
    variables.putObject("port").put("default", "9092");
    document.set("channels", api.channels);
    document.set("operations", api.operations);
    document.putObject("components").set("messages", api.messages);
    return document;
  }

  /** What a topic is called here: for a family, without what differs. */
  static String id(Topic topic) {
    return topic.name().replaceAll("\\.\\{.*?}", "");
  }

  private void topic(Topic topic) {
    ObjectNode channel = channels.putObject(id(topic));
    channel.put("address", topic.name());
    channel.put("description", topic.doc());
    parameters(topic, channel);
    ObjectNode named = channel.putObject("messages");
    named.set("record", reference("components/messages/" + id(topic)));
    messages.set(id(topic), record(topic));
    if (topic.isCompacted() && topic.value().isPresent()) {
      String tombstone = id(topic) + ".tombstone";
      named.set("tombstone", reference("components/messages/" + tombstone));
      messages.set(tombstone, tombstone(topic));
    }
    channel.set("bindings", bindings(topic));
    operation(topic, "write", "send", "Written by " + topic.owner() + ".", named);
    operation(topic, "read", "receive", "For anybody who may read.", named);
  }

  private static void parameters(Topic topic, ObjectNode channel) {
    Matcher parts = Pattern.compile("\\{(.*?)}").matcher(topic.name());
    while (parts.find()) {
      channel
          .withObject("/parameters")
          .putObject(parts.group(1))
          .put("description", "Id of a " + parts.group(1) + ", [a-z0-9-]{1,200}.");
    }
  }

  private void operation(
      Topic topic, String verb, String action, String summary, ObjectNode messagesOfChannel) {
    ObjectNode operation = operations.putObject(verb + "." + id(topic));
    operation.put("action", action);
    operation.set("channel", reference("channels/" + id(topic)));
    operation.put("summary", summary);
    ArrayNode which = operation.putArray("messages");
    messagesOfChannel
        .fieldNames()
        .forEachRemaining(
            name -> which.add(reference("channels/" + id(topic) + "/messages/" + name)));
  }

  private static ObjectNode record(Topic topic) {
    ObjectNode message = JSON.objectNode();
    message.put("name", topic.value().map(Schema::getName).orElse("bytes"));
    message.put("title", topic.name());
    message.put("summary", topic.doc());
    headers(topic, message);
    topic
        .value()
        .ifPresentOrElse(
            schema -> {
              ObjectNode payload = message.putObject("payload");
              payload.put("schemaFormat", AVRO);
              payload.set("schema", plain(schema));
            },
            () -> message.put("contentType", "application/octet-stream"));
    message.set("bindings", messageBinding(topic));
    return message;
  }

  private static ObjectNode tombstone(Topic topic) {
    ObjectNode message = JSON.objectNode();
    message.put("name", "tombstone");
    message.put("title", "Tombstone of " + topic.name());
    message.put("summary", "No value: what the key named is gone.");
    headers(topic, message);
    message.putObject("payload").put("type", "null");
    message.set("bindings", messageBinding(topic));
    return message;
  }

  private static void headers(Topic topic, ObjectNode message) {
    TreeMap<String, String> headers = new TreeMap<>();
    if (isFact(topic)) {
      headers.put(
          VersionHeader.NAME,
          "Version of the fact, epoch:sequence (unsigned); absent where the fact has none.");
    }
    if (topic.equals(TopicCatalogue.DEAD_LETTERS)) {
      headers.put(DeadLetter.TOPIC, "Where the record stood; a table for what never was one.");
      headers.put(DeadLetter.PARTITION, "Where it stood; -1 for what never was a record.");
      headers.put(DeadLetter.OFFSET, "Where it stood; -1 for what never was a record.");
      headers.put(DeadLetter.EXCEPTION, "Kind of the error.");
      headers.put(DeadLetter.MESSAGE, "What was wrong, for people.");
    }
    if (headers.isEmpty()) {
      return;
    }
    ObjectNode properties =
        message.putObject("headers").put("type", "object").putObject("properties");
    headers.forEach(
        (name, doc) -> properties.putObject(name).put("type", "string").put("description", doc));
  }

  /** Facts have versions, in the value and in a header. */
  static boolean isFact(Topic topic) {
    return topic
        .value()
        .map(schema -> schema.getField("version"))
        .filter(field -> field.schema().toString().contains("FactVersion"))
        .isPresent();
  }

  private static ObjectNode bindings(Topic topic) {
    ObjectNode bindings = JSON.objectNode();
    ObjectNode kafka = bindings.putObject("kafka");
    kafka.put("topic", topic.name());
    if (topic.partitions() == Topic.Partitions.ONE) {
      kafka.put("partitions", 1);
    }
    ObjectNode settings = kafka.putObject("topicConfiguration");
    new TreeMap<>(topic.config())
        .forEach(
            (key, value) -> {
              if (key.equals("cleanup.policy")) {
                settings.putArray(key).add(value);
              } else if (value.matches("-?[0-9]+")) {
                settings.put(key, Long.parseLong(value));
              } else {
                settings.put(key, value);
              }
            });
    kafka.put("bindingVersion", BINDING);
    return bindings;
  }

  private static ObjectNode messageBinding(Topic topic) {
    ObjectNode bindings = JSON.objectNode();
    ObjectNode kafka = bindings.putObject("kafka");
    kafka.putObject("key").put("type", "string").put("description", topic.key());
    if (topic.value().isPresent()) {
      kafka.put("schemaIdLocation", "payload");
      kafka.put("schemaIdPayloadEncoding", "confluent");
      kafka.put("schemaLookupStrategy", "TopicNameStrategy");
    }
    kafka.put("bindingVersion", BINDING);
    return bindings;
  }

  /** As registries get it: without what only Java's generated classes need. */
  static JsonNode plain(Schema schema) {
    try {
      String text = schema.toString().replace(",\"avro.java.string\":\"String\"", "");
      return new ObjectMapper().readTree(new Schema.Parser().parse(text).toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema is always JSON", e);
    }
  }

  private static ObjectNode reference(String to) {
    return JSON.objectNode().put("$ref", "#/" + to);
  }
}
