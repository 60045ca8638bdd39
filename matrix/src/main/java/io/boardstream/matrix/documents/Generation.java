package io.boardstream.matrix.documents;

import io.boardstream.avro.ModelCompatibility;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** The rule of {@code generated_at}: it changes only when another byte changes. */
public final class Generation {

  private Generation() {}

  /**
   * The version 1 document over these models.
   *
   * @param present bytes of the document as it stands now, if there is one
   * @param now what {@code generated_at} says when anything else differs
   * @return the present bytes when nothing else differs
   */
  public static byte[] compatibility(
      Documents documents,
      Collection<ModelCompatibility> models,
      Optional<byte[]> present,
      Instant now) {
    Optional<Instant> generated = present.flatMap(Documents::generatedAt);
    if (present.isPresent() && generated.isPresent()) {
      byte[] again = documents.compatibility(models, generated.get());
      if (Arrays.equals(again, present.get())) {
        return again;
      }
    }
    return documents.compatibility(models, now.truncatedTo(ChronoUnit.MILLIS));
  }
}
