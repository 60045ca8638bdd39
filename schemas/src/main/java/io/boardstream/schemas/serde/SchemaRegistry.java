package io.boardstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry in its own terms: schemas, subjects, ids. A {@link SerializationException} says that
 * the registry refused; a {@link RegistryUnavailableException} that it could not be asked.
 */
final class SchemaRegistry {

  /** A schema as the registry keeps it. */
  record Registered(int id, Schema schema) {}

  /** What is asked by subject: the same schema may have other ids elsewhere. */
  record Subject(String name, Schema schema) {}

  private static final int CAPACITY = 1_000;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int SUBJECT_UNKNOWN = 40401;
  private static final int SCHEMA_UNKNOWN = 40403;
  private static final int SCHEMA_INVALID = 42201;

  /** A chain of references longer than this is taken for a circle. */
  private static final int MAX_REFERENCE_DEPTH = 20;

  private final RegistryTransport transport;
  private final Remembered<Integer, Schema> byId;

  SchemaRegistry(RegistrySettings settings) {
    transport = new RegistryTransport(settings);
    byId =
        new Remembered<>(CAPACITY, settings.getLong(RegistrySettings.MISSING_TTL_SEC), this::fetch);
  }

  /** The schema of an id; cached. */
  Schema schema(int id) {
    return byId.get(id);
  }

  /** Registers the schema, if it is new to the subject; its id. */
  int register(Subject subject) {
    RegistryTransport.Reply reply =
        transport.post("/subjects/" + encode(subject.name) + "/versions", body(subject.schema));
    if (reply.status() == CONFLICT) {
      throw new SerializationException(
          "Schema %s is incompatible with what is registered under subject '%s': %s. Make the change compatible, or register under another subject."
              .formatted(subject.schema.getFullName(), subject.name, reply.message()));
    }
    if (reply.errorCode() == SCHEMA_INVALID) {
      throw new SerializationException(
          "The registry calls schema %s invalid, subject '%s': %s."
              .formatted(subject.schema.getFullName(), subject.name, reply.message()));
    }
    return ok(reply).path("id").intValue();
  }

  /** The id of a schema that somebody registered under the subject. */
  int lookup(Subject subject) {
    RegistryTransport.Reply reply =
        transport.post("/subjects/" + encode(subject.name), body(subject.schema));
    if (isUnknown(reply)) {
      throw new SerializationException(
          "Schema %s is not registered under subject '%s', and %s is false: register it, or set that to true."
              .formatted(
                  subject.schema.getFullName(), subject.name, RegistrySettings.AUTO_REGISTER));
    }
    return ok(reply).path("id").intValue();
  }

  /** The newest schema of a subject. */
  Registered latest(String subject) {
    RegistryTransport.Reply reply =
        transport.get("/subjects/" + encode(subject) + "/versions/latest");
    if (isUnknown(reply)) {
      throw new SerializationException(
          "Subject '%s' has no schema, and %s is false: register one, or set that to true."
              .formatted(subject, RegistrySettings.AUTO_REGISTER));
    }
    JsonNode found = ok(reply);
    return new Registered(
        found.path("id").intValue(),
        parse(found, "the newest schema of subject '" + subject + "'"));
  }

  private Schema fetch(int id) {
    if (id < 0) {
      throw new SerializationException(
          "Schema id %d is negative: no registry gave it out.".formatted(id));
    }
    RegistryTransport.Reply reply = transport.get("/schemas/ids/" + id);
    if (isUnknown(reply)) {
      throw new SerializationException(
          "Schema id %d is unknown to the registry at %s: the record was written with another registry, or is not Avro in Confluent's format."
              .formatted(id, reply.from()));
    }
    Schema schema = parse(ok(reply), "schema id " + id);
    if (Weightless.listsIn(schema)) {
      throw new SerializationException(
          "Schema id %d has a list of items without content, which is not read.".formatted(id));
    }
    return schema;
  }

  private Schema parse(JsonNode found, String what) {
    String type = found.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new SerializationException("%s is %s, not AVRO.".formatted(what, type));
    }
    // Lenient: what others registered is taken as it is.
    Schema.Parser parser =
        new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
    try {
      parseReferences(found, parser, 0);
      return parser.parse(found.path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw new SerializationException(
          "%s is not valid Avro: %s".formatted(what, e.getMessage()), e);
    }
  }

  /** Teaches the parser the types that a schema uses from other subjects. */
  private void parseReferences(JsonNode found, Schema.Parser parser, int depth) {
    if (depth > MAX_REFERENCE_DEPTH) {
      throw new SerializationException("References of schemas go round in a circle.");
    }
    for (JsonNode reference : found.path("references")) {
      String name = reference.path("name").asText();
      String subject = reference.path("subject").asText();
      if (parser.getTypes().containsKey(name)) {
        continue;
      }
      int version = reference.path("version").intValue();
      RegistryTransport.Reply reply =
          transport.get("/subjects/" + encode(subject) + "/versions/" + version);
      if (isUnknown(reply)) {
        throw new SerializationException(
            "The registry lacks version %d of subject '%s', which a schema refers to."
                .formatted(version, subject));
      }
      JsonNode target = ok(reply);
      parseReferences(target, parser, depth + 1);
      if (!parser.getTypes().containsKey(name)) {
        parser.parse(target.path("schema").asText());
      }
    }
  }

  /**
   * Only an answer in the registry's own terms says that something is unknown. Any other 404 comes
   * from a wrong address, and must not condemn records.
   */
  private static boolean isUnknown(RegistryTransport.Reply reply) {
    return reply.status() == NOT_FOUND
        && reply.errorCode() >= SUBJECT_UNKNOWN
        && reply.errorCode() <= SCHEMA_UNKNOWN;
  }

  private static JsonNode ok(RegistryTransport.Reply reply) {
    if (reply.status() == 200 && reply.body().isObject()) {
      return reply.body();
    }
    String advice =
        switch (reply.status()) {
          case UNAUTHORIZED, FORBIDDEN ->
              "Are "
                  + RegistrySettings.BASIC_AUTH_USER_INFO
                  + " or "
                  + RegistrySettings.BEARER_AUTH_TOKEN
                  + " right?";
          default -> "Is " + RegistrySettings.URL + " the address of a registry, with its path?";
        };
    throw new RegistryUnavailableException(
        "The schema registry at %s refused: %s (HTTP status %d). %s"
            .formatted(reply.from(), reply.message(), reply.status(), advice));
  }

  private static ObjectNode body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  private static String encode(String subject) {
    return URLEncoder.encode(subject, UTF_8).replace("+", "%20");
  }
}
