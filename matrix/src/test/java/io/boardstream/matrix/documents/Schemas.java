package io.boardstream.matrix.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;

/** The published JSON Schemas, with formats asserted. */
final class Schemas {
  static final JsonSchema COMPATIBILITY = load("compatibility.schema.json");
  static final JsonSchema MODEL = load("model.schema.json");
  static final JsonSchema INDEX = load("index.schema.json");

  private Schemas() {}

  static void assertValid(JsonSchema schema, byte[] document) {
    assertThat(validate(schema, new String(document, UTF_8))).isEmpty();
  }

  static Set<ValidationMessage> validate(JsonSchema schema, String document) {
    return schema.validate(
        document,
        InputFormat.JSON,
        context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
  }

  private static JsonSchema load(String name) {
    try (InputStream in = Objects.requireNonNull(Documents.class.getResourceAsStream(name), name)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
