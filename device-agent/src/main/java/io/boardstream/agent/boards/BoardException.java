package io.boardstream.agent.boards;

/** Boards could not be read or used. The message says what, where and what to do, for people. */
public final class BoardException extends RuntimeException {

  public BoardException(String message) {
    super(message);
  }

  public BoardException(String message, Throwable cause) {
    super(message, cause);
  }
}
