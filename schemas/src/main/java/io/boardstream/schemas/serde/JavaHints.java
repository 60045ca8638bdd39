package io.boardstream.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * Which Java class strings are read as: generated classes note it in their schemas, where it is
 * nobody else's business.
 */
final class JavaHints {

  private static final String PROPERTY = "avro.java.string";
  private static final ObjectMapper JSON = new ObjectMapper();

  private JavaHints() {}

  static Schema removedFrom(Schema schema) {
    try {
      JsonNode tree = JSON.readTree(schema.toString());
      remove(tree);
      return new Schema.Parser(NameValidator.NO_VALIDATION)
          .setValidateDefaults(false)
          .parse(JSON.writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema is always JSON", e);
    }
  }

  private static void remove(JsonNode node) {
    if (node instanceof ObjectNode object && "string".equals(object.path("type").asText())) {
      object.remove(PROPERTY);
    }
    node.forEach(JavaHints::remove);
  }
}
