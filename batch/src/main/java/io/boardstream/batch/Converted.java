package io.boardstream.batch;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.documents.Generation;
import io.boardstream.runtime.folder.DocumentFolder;
import io.boardstream.runtime.folder.FolderInUseException;
import io.boardstream.runtime.folder.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** The outcome of a conversion: the matrix, and the documents that show it. */
public final class Converted {

  private final RowCounts counts;
  private final SortedMap<String, ModelCompatibility> models;
  private final Documents documents;

  /**
   * A matrix that was computed elsewhere.
   *
   * @param models by model id
   * @param documents what its documents say
   */
  public Converted(
      RowCounts counts, SortedMap<String, ModelCompatibility> models, Documents documents) {
    this.counts = counts;
    this.models = Collections.unmodifiableSortedMap(models);
    this.documents = documents;
  }

  public RowCounts counts() {
    return counts;
  }

  /** By model id. */
  public SortedMap<String, ModelCompatibility> models() {
    return models;
  }

  /**
   * Writes the version 1 document, whole or not at all.
   *
   * @return false when the file has the same bytes already, {@code generated_at} aside; then it is
   *     left alone
   */
  public boolean writeTo(Path file, Clock clock) throws IOException {
    return WholeFile.replace(
        file,
        Generation.compatibility(
            documents, models.values(), WholeFile.read(file), clock.instant()));
  }

  /**
   * Makes a folder of documents equal to the matrix; documents of other models go.
   *
   * @return how many documents were written or removed
   * @throws FolderInUseException when a sink writes to the folder
   */
  public int writeFolder(Path root, Clock clock) throws IOException {
    int changed = 0;
    try (DocumentFolder folder = DocumentFolder.open(root)) {
      Optional<byte[]> present = folder.read(DocumentFolder.COMPATIBILITY);
      for (String name : names()) {
        byte[] bytes = document(name, present, clock.instant());
        changed += folder.write(name, bytes) == DocumentFolder.Outcome.WRITTEN ? 1 : 0;
      }
      for (String id : folder.models()) {
        if (!models.containsKey(id) && folder.remove(DocumentFolder.model(id))) {
          changed++;
        }
      }
      folder.sync();
    }
    return changed;
  }

  /** Names of all documents of a folder, sorted. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    models.keySet().forEach(id -> names.add(DocumentFolder.model(id)));
    names.add(DocumentFolder.INDEX);
    names.add(DocumentFolder.COMPATIBILITY);
    return names;
  }

  /** The document as it would stand beside these live ones: with their {@code generated_at}. */
  public byte[] againstLive(String name, Optional<byte[]> liveCompatibility) {
    Instant generated = liveCompatibility.flatMap(Documents::generatedAt).orElse(Instant.EPOCH);
    return document(name, Optional.empty(), generated);
  }

  /** One at a time, when asked for: all together may be large. */
  private byte[] document(String name, Optional<byte[]> presentCompatibility, Instant now) {
    return switch (name) {
      case DocumentFolder.INDEX -> documents.index(models.values());
      case DocumentFolder.COMPATIBILITY ->
          Generation.compatibility(documents, models.values(), presentCompatibility, now);
      default -> documents.model(Objects.requireNonNull(models.get(DocumentFolder.id(name)), name));
    };
  }
}
