package io.boardstream.matrix.documents;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Writes the fields of one document, each in the one form that documents use for its type. */
final class JsonOut {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private JsonOut(JsonGenerator json) {
    this.json = json;
  }

  /** Something that writes itself. */
  interface Part<T> {
    void write(JsonOut out, T value) throws IOException;
  }

  /** One document: UTF-8, indented by two spaces, LF, with a newline at its end. */
  static <T> byte[] document(T value, Part<T> part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.setPrettyPrinter(layout());
      json.writeStartObject();
      part.write(new JsonOut(json), value);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  void text(String name, String value) throws IOException {
    json.writeStringField(name, JsonText.of(value));
  }

  void text(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      text(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }

  /** ISO-8601 in UTC. */
  void time(String name, Optional<Instant> value) throws IOException {
    text(name, value.map(Instant::toString));
  }

  void flag(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
  }

  void whole(String name, Optional<Long> value) throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }

  /** JSON has no NaN and no infinity: they are null, as an absent number is. */
  void number(String name, Optional<Double> value) throws IOException {
    json.writeFieldName(name);
    Optional<Double> finite = value.filter(Double::isFinite);
    if (finite.isPresent()) {
      json.writeNumber(JsonNumber.of(finite.get()));
    } else {
      json.writeNull();
    }
  }

  void texts(String name, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(JsonText.of(value));
    }
    json.writeEndArray();
  }

  <T> void object(String name, T value, Part<T> part) throws IOException {
    json.writeObjectFieldStart(JsonText.of(name));
    part.write(this, value);
    json.writeEndObject();
  }

  <T> void object(String name, Optional<T> value, Part<T> part) throws IOException {
    if (value.isPresent()) {
      object(name, value.get(), part);
    } else {
      json.writeNullField(name);
    }
  }

  <T> void objects(String name, Collection<T> values, Part<T> part) throws IOException {
    json.writeArrayFieldStart(name);
    for (T value : values) {
      json.writeStartObject();
      part.write(this, value);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static DefaultPrettyPrinter layout() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter()
        .withSeparators(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""))
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }
}
