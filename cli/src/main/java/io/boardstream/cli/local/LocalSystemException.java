package io.boardstream.cli.local;

/** The local system cannot start, stop or be found. The message says why and what to do. */
public final class LocalSystemException extends RuntimeException {

  public LocalSystemException(String message) {
    super(message);
  }

  public LocalSystemException(String message, Throwable cause) {
    super(message, cause);
  }
}
