package io.boardstream.matrix.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * {@code compatibility.json} put together from parts that were rendered model by model, for who
 * cannot hold all models at once. The same bytes as {@link Documents#compatibility}: each part is
 * cut out of a document that {@link Documents} rendered.
 */
public final class CompatibilityParts {

  /** Stands once: within texts a line break is escaped. */
  private static final byte[] MODELS = "\n  \"models\": [".getBytes(UTF_8);

  private static final byte[] FIRST = "\n    ".getBytes(UTF_8);
  private static final byte[] NEXT = ",\n    ".getBytes(UTF_8);
  private static final byte[] END = "\n  ]\n}\n".getBytes(UTF_8);

  private final Documents documents;

  public CompatibilityParts(Documents documents) {
    this.documents = documents;
  }

  /** What the document says of this model. */
  public byte[] part(ModelCompatibility model) {
    byte[] whole = documents.compatibility(List.of(model), Instant.EPOCH);
    return Arrays.copyOfRange(whole, head(whole).length + FIRST.length, whole.length - END.length);
  }

  /**
   * Writes the document.
   *
   * @param parts what {@link #part} gave for each model, ordered by id
   */
  public void write(Iterator<byte[]> parts, Instant generatedAt, OutputStream out)
      throws IOException {
    byte[] empty = documents.compatibility(List.of(), generatedAt);
    if (!parts.hasNext()) {
      out.write(empty);
      return;
    }
    out.write(head(empty));
    out.write(FIRST);
    out.write(parts.next());
    while (parts.hasNext()) {
      out.write(NEXT);
      out.write(parts.next());
    }
    out.write(END);
  }

  private static byte[] head(byte[] document) {
    int at = 0;
    while (!startsWith(document, at)) {
      at++;
    }
    return Arrays.copyOf(document, at + MODELS.length);
  }

  private static boolean startsWith(byte[] document, int at) {
    return Arrays.equals(document, at, at + MODELS.length, MODELS, 0, MODELS.length);
  }
}
