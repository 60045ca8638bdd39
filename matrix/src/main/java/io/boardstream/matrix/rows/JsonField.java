package io.boardstream.matrix.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/** One field of a JSON text, as the operator {@code ->>} of Postgres says it. */
final class JsonField {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonField() {}

  /**
   * The field as text: a string without its quotes, anything else as it is written. Empty for null,
   * for a field that is absent, and where the text is no object. Of several fields of one name the
   * last counts.
   *
   * @throws IOException when the text is no JSON
   */
  static Optional<String> text(String json, String field) throws IOException {
    Optional<String> found = Optional.empty();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        JsonToken value = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        if (value.isStructStart()) {
          parser.skipChildren();
          int end = (int) parser.currentLocation().getCharOffset();
          found = wanted ? Optional.of(json.substring(start, end)) : found;
        } else if (wanted) {
          found = value == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(parser.getText());
        }
      }
      return found;
    }
  }
}
