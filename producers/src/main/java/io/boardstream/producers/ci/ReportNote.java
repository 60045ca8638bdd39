package io.boardstream.producers.ci;

/**
 * What became of a file in the folder of a pipeline.
 *
 * @param file relative to the folder that was asked for
 * @param note for people
 */
public record ReportNote(String file, Kind kind, String note) {

  /** Whether its rows count. */
  public enum Kind {
    USED,
    /** It was understood, and holds nothing that is evidence. */
    NOT_USED,
    /** It could not be read. */
    BROKEN
  }
}
