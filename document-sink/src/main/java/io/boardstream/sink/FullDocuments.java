package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.documents.Generation;
import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;

/** The two documents over all models. */
final class FullDocuments {

  private final Documents documents;
  private final Clock clock;

  FullDocuments(Documents documents, Clock clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /** Brings both up to date; returns how many were written. */
  int write(DocumentFolder folder, Collection<ModelCompatibility> models) throws IOException {
    byte[] compatibility =
        Generation.compatibility(
            documents, models, folder.read(DocumentFolder.COMPATIBILITY), clock.instant());
    int written = write(folder, DocumentFolder.COMPATIBILITY, compatibility);
    return written + write(folder, DocumentFolder.INDEX, documents.index(models));
  }

  private static int write(DocumentFolder folder, String name, byte[] bytes) throws IOException {
    return folder.write(name, bytes) == DocumentFolder.Outcome.WRITTEN ? 1 : 0;
  }
}
