package io.boardstream.matrix.fold;

/** What an entry of the catalogue describes. */
public enum CatalogueKind {
  DEVICE(1),
  MODEL(2),
  /** One record: all rules, and the fingerprint that seals the catalogue. */
  RULES(3);

  /** Stands in stored keys and in records between tasks: never changed, never used again. */
  final int code;

  CatalogueKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The kind that has the code. */
  public static CatalogueKind of(int code) {
    for (CatalogueKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("No kind of catalogue entry has the code " + code);
  }
}
