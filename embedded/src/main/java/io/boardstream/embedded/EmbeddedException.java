package io.boardstream.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An embedded part cannot start or stop. The message says what is in the way and what to do about
 * it, for people.
 */
public final class EmbeddedException extends RuntimeException {

  public EmbeddedException(String message) {
    super(message);
  }

  public EmbeddedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
