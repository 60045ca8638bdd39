package io.boardstream.matrix.documents;

import io.boardstream.avro.Status;

/** The public words for the status of a cell, in the order in which documents count them. */
public enum StatusWord {
  SUPPORTED("Supported"),
  NOT_SUPPORTED("Not Supported"),
  COMING_SOON("Coming Soon"),
  DEPRECATED("Deprecated"),
  UNTESTED("Untested"),
  UNKNOWN("Unknown");

  private final String text;

  StatusWord(String text) {
    this.text = text;
  }

  public static StatusWord of(Status status) {
    return valueOf(status.name());
  }

  public String text() {
    return text;
  }
}
