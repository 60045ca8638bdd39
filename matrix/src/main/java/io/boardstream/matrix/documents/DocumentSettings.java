package io.boardstream.matrix.documents;

/**
 * What a user may choose about the documents.
 *
 * @param source {@code metadata.source} of {@code compatibility.json}
 * @param untestedAsNotSupported whether {@code compatibility.json} lists untested cells, as "Not
 *     Supported"; otherwise it leaves them out
 * @param extras whether its cells carry {@code hardware_id} and {@code metrics} beyond the shape
 *     that older readers know
 * @param reference whether {@code compatibility.json} lists the reference device too, which is no
 *     board
 */
public record DocumentSettings(
    String source, boolean untestedAsNotSupported, boolean extras, boolean reference) {
  /** Source {@code "database"}, only cells of boards with evidence, with extras. */
  public static DocumentSettings defaults() {
    return new DocumentSettings("database", false, true, false);
  }
}
