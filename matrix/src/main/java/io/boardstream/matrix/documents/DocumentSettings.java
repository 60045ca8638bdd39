package io.boardstream.matrix.documents;

/**
 * What a user may choose about the documents.
 *
 * @param source {@code metadata.source} of {@code compatibility.json}
 * @param untestedAsNotSupported whether {@code compatibility.json} lists untested cells, as "Not
 *     Supported"; otherwise it leaves them out
 * @param extras whether its cells carry {@code hardware_id} and {@code metrics} beyond the shape
 *     that older readers know
 */
public record DocumentSettings(String source, boolean untestedAsNotSupported, boolean extras) {
  /** Source {@code "database"}, only cells with evidence, with extras. */
  public static DocumentSettings defaults() {
    return new DocumentSettings("database", false, true);
  }
}
