package io.boardstream.batch;

import java.util.List;

/**
 * A document that is not what the rows say.
 *
 * @param document its name in the folder
 * @param kind in which way
 * @param details what differs, a line each; at most the first ten
 */
public record Difference(String document, Kind kind, List<String> details) {

  /** In which way a document is wrong. */
  public enum Kind {
    /** The rows ask for it, and it is not there. */
    MISSING,
    /** It is there, and no row asks for it. */
    UNEXPECTED,
    /** It says something else. */
    DIFFERENT
  }

  public Difference {
    details = List.copyOf(details);
  }

  @Override
  public String toString() {
    return kind + " " + document + String.join("", details.stream().map("\n  "::concat).toList());
  }
}
