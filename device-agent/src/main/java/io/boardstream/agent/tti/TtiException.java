package io.boardstream.agent.tti;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file that is no device image, or one that must not be unpacked; the message says why. */
public final class TtiException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  TtiException(String message) {
    this(message, null);
  }

  TtiException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
