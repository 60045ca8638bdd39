package io.boardstream.matrix.catalogue;

/** Makes errors that say where an entry stands. */
public interface ErrorAt {
  CatalogueException error(String key, String problem);

  /** For an entry that came as a record. */
  static ErrorAt entry(String kind, String id) {
    return (key, problem) ->
        new CatalogueException("catalogue " + kind + " " + id + ": \"" + key + "\" " + problem);
  }
}
