package io.boardstream.cli;

/** What was asked for could not be done. The message says why and what to do, for people. */
final class CommandFailedException extends RuntimeException {

  CommandFailedException(String message) {
    super(message);
  }

  CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
