package io.boardstream.producers;

/** A source of rows cannot be read. The message says which, why, and what to do. */
public final class RowReaderException extends RuntimeException {

  public RowReaderException(String message) {
    super(message);
  }

  public RowReaderException(String message, Throwable cause) {
    super(message, cause);
  }
}
