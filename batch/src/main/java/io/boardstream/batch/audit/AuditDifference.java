package io.boardstream.batch.audit;

import java.util.List;

/**
 * Something live that is not what the sources say.
 *
 * @param stage where: a topic, or a place of documents
 * @param kind in which way
 * @param key which key or document
 * @param details what was expected and what is there, a line each; at most the first ten
 */
public record AuditDifference(String stage, Kind kind, String key, List<String> details) {

  /** In which way it is wrong. */
  public enum Kind {
    /** The sources ask for it, and it is not there. */
    MISSING,
    /** It is there, and no source asks for it. */
    UNEXPECTED,
    /** It says something else. */
    DIFFERENT,
    /** The same fact stands under a second key. */
    DUPLICATE,
    /** It is there and cannot be read. */
    UNREADABLE,
    /** A dead letter about something that is not wrong. */
    UNEXPLAINED
  }

  public AuditDifference {
    details = List.copyOf(details);
  }

  @Override
  public String toString() {
    return kind
        + " "
        + stage
        + " "
        + key
        + String.join("", details.stream().map("\n    "::concat).toList());
  }
}
