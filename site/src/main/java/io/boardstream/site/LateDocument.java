package io.boardstream.site;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The document of a model, made when it is first asked for: making all of them was most of what a
 * start with 10,000 models took. Until then the model is kept, encoded and packed, so that nobody
 * has to be asked for its schema.
 */
final class LateDocument {

  private final Documents documents;
  private final String modelTag;
  private @Nullable Packed model;
  private @Nullable Packed document;

  LateDocument(ModelCompatibility model, Documents documents) {
    this.documents = documents;
    Packed packed = encoded(model);
    this.model = packed;
    this.modelTag = packed.tag();
  }

  synchronized Packed get() {
    Packed made = document;
    Packed kept = model;
    if (made == null && kept != null) {
      made = Packed.of(documents.model(decoded(kept)));
      document = made;
      model = null;
    }
    if (made == null) {
      throw new IllegalStateException("Neither model nor document");
    }
    return made;
  }

  /** Whether both say the same. */
  boolean isOfTheSameModel(LateDocument other) {
    return modelTag.equals(other.modelTag);
  }

  private static Packed encoded(ModelCompatibility model) {
    return Packed.of(out -> ModelCompatibility.getEncoder().encode(model, out));
  }

  private static ModelCompatibility decoded(Packed packed) {
    try (InputStream in = packed.open()) {
      return ModelCompatibility.getDecoder().decode(in);
    } catch (IOException e) {
      throw new UncheckedIOException("What we encoded can be decoded", e);
    }
  }
}
