package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** The two documents over all models. */
final class FullDocuments {

  static final String COMPATIBILITY = "compatibility.json";
  static final String INDEX = "index.json";

  private final Documents documents;
  private final Clock clock;

  FullDocuments(Documents documents, Clock clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /** Brings both up to date; returns how many were written. */
  int write(DocumentFolder folder, Collection<ModelCompatibility> models) throws IOException {
    int written = 0;
    written += writeCompatibility(folder, models) == DocumentFolder.Outcome.WRITTEN ? 1 : 0;
    written +=
        folder.write(INDEX, documents.index(models)) == DocumentFolder.Outcome.WRITTEN ? 1 : 0;
    return written;
  }

  /** The time in the document stays what it was while no other byte differs. */
  private DocumentFolder.Outcome writeCompatibility(
      DocumentFolder folder, Collection<ModelCompatibility> models) throws IOException {
    Optional<byte[]> present = folder.read(COMPATIBILITY);
    Optional<Instant> generated = present.flatMap(Documents::generatedAt);
    if (generated.isPresent()
        && Arrays.equals(present.get(), documents.compatibility(models, generated.get()))) {
      return DocumentFolder.Outcome.UNCHANGED;
    }
    return folder.write(COMPATIBILITY, documents.compatibility(models, clock.instant()));
  }
}
