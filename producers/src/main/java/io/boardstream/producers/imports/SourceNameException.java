package io.boardstream.producers.imports;

/** A source has a name that nothing may be imported under; says why. */
public final class SourceNameException extends RuntimeException {

  SourceNameException(String message) {
    super(message);
  }
}
