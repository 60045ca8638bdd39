package io.boardstream.agent.model;

import java.io.IOException;
import java.io.Serial;

/** A model file cannot be had, or is not what it should be; the message says why. */
public final class ModelUnavailableException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  ModelUnavailableException(String message) {
    super(message);
  }

  ModelUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
