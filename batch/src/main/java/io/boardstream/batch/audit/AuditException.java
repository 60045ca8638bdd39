package io.boardstream.batch.audit;

/** The audit cannot be done: it proves neither that all is well nor that it is not. */
public final class AuditException extends RuntimeException {

  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
