package io.boardstream.agent.outbox;

import java.io.Serial;

/** The outbox cannot be used, or has no room; the message says what to do. */
public final class OutboxException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  OutboxException(String message) {
    super(message);
  }

  public OutboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
