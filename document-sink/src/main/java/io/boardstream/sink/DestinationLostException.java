package io.boardstream.sink;

import java.io.IOException;

/** The whole destination is away or refused, not one document: nothing else is tried on it now. */
final class DestinationLostException extends IOException {

  DestinationLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
