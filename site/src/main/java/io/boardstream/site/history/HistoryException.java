package io.boardstream.site.history;

/** The history cannot be read or written now; its message says why. */
public final class HistoryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  HistoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
