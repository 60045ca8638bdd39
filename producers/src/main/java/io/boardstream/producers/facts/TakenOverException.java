package io.boardstream.producers.facts;

/** Another producer of the same source has taken over; this one must not write any more. */
public final class TakenOverException extends RuntimeException {

  TakenOverException(String source, Throwable cause) {
    super(message(source), cause);
  }

  TakenOverException(String source) {
    super(message(source));
  }

  private static String message(String source) {
    return "Another producer writes the source '%s' and has taken over; stop one of them, or give one another name of its source (postgres.source.name and a slot of its own; --source of an import)"
        .formatted(source);
  }
}
