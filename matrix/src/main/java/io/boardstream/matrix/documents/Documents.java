package io.boardstream.matrix.documents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.identity.Slug;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Renders the matrix as JSON documents. Pure: equal input gives equal bytes, whatever the order of
 * the models, the JDK or the machine. UTF-8, NFC, LF, fixed field and array order. The JSON Schemas
 * are resources of this package: {@code compatibility.schema.json}, {@code model.schema.json},
 * {@code index.schema.json}.
 */
public final class Documents {
  private static final JsonFactory JSON = new JsonFactory();

  private final CompatibilityDocument compatibility;

  public Documents(DocumentSettings settings) {
    compatibility = new CompatibilityDocument(settings);
  }

  /** {@code models/<id>.json}, version 2. */
  public byte[] model(ModelCompatibility model) {
    return ModelDocument.render(byId(List.of(model)).get(0));
  }

  /** {@code compatibility.json}, version 1, with the models ordered by id. */
  public byte[] compatibility(Collection<ModelCompatibility> models, Instant generatedAt) {
    return compatibility.render(byId(models), generatedAt);
  }

  /** {@code index.json}: the documents of version 2, ordered by id. */
  public byte[] index(Collection<ModelCompatibility> models) {
    return IndexDocument.render(byId(models));
  }

  /**
   * When an existing {@code compatibility.json} says that it was made; empty when the bytes are no
   * such document.
   */
  public static Optional<Instant> generatedAt(byte[] compatibilityJson) {
    try (JsonParser json = JSON.createParser(compatibilityJson)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean metadata = json.currentName().equals("metadata");
        if (json.nextToken() == JsonToken.START_OBJECT && metadata) {
          return generatedAt(json);
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException | DateTimeException e) {
      // Half a file, or not ours: it says nothing, and gets replaced.
      return Optional.empty();
    }
  }

  private static Optional<Instant> generatedAt(JsonParser metadata) throws IOException {
    while (metadata.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = metadata.currentName().equals("generated_at");
      if (metadata.nextToken() == JsonToken.VALUE_STRING && wanted) {
        return Optional.of(Instant.parse(metadata.getText()));
      }
      metadata.skipChildren();
    }
    return Optional.empty();
  }

  /** Ids become file names and URLs: one that is not safe as such is a bug of the caller. */
  private static List<ModelCompatibility> byId(Collection<ModelCompatibility> models) {
    TreeMap<String, ModelCompatibility> ordered = new TreeMap<>();
    for (ModelCompatibility model : models) {
      String id = model.getModelId();
      if (!Slug.isValid(id)) {
        throw new IllegalArgumentException("Not an id of [a-z0-9-]{1,200}: \"" + id + "\"");
      }
      if (ordered.put(id, model) != null) {
        throw new IllegalArgumentException("Two models have the id " + id);
      }
    }
    return List.copyOf(ordered.values());
  }
}
