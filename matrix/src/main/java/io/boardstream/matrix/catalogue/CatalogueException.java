package io.boardstream.matrix.catalogue;

import java.io.Serial;

/** A catalogue text is wrong; the message names the text, the line, and what to do about it. */
public final class CatalogueException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  CatalogueException(String message) {
    super(message);
  }

  CatalogueException(String text, int line, String problem) {
    super("catalogue text " + text + ", line " + line + ": " + problem);
  }

  CatalogueException(String text, int line, String problem, Throwable cause) {
    super("catalogue text " + text + ", line " + line + ": " + problem, cause);
  }
}
