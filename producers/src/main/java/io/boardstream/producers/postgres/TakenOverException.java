package io.boardstream.producers.postgres;

/** Another producer of the same source has taken over; this one must not write any more. */
final class TakenOverException extends RuntimeException {

  TakenOverException(String source, Throwable cause) {
    super(message(source), cause);
  }

  TakenOverException(String source) {
    super(message(source));
  }

  private static String message(String source) {
    return "Another producer reads the source '%s' and has taken over; stop one of them, or give one another postgres.source.name and slot"
        .formatted(source);
  }
}
