package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.documents.Generation;
import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The two documents over all models. */
final class FullDocuments {

  private final Documents documents;
  private final Clock clock;

  FullDocuments(Documents documents, Clock clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /** Both as they should be now, by name. */
  Map<String, Optional<byte[]>> render(
      Destination destination, Collection<ModelCompatibility> models) throws IOException {
    byte[] compatibility =
        Generation.compatibility(
            documents, models, destination.read(DocumentFolder.COMPATIBILITY), clock.instant());
    Map<String, Optional<byte[]>> rendered = new LinkedHashMap<>();
    rendered.put(DocumentFolder.COMPATIBILITY, Optional.of(compatibility));
    rendered.put(DocumentFolder.INDEX, Optional.of(documents.index(models)));
    return rendered;
  }
}
