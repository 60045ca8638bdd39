package io.boardstream.sink;

import java.io.IOException;

/** A destination by its settings, before it is opened. Used by one thread. */
interface Place extends AutoCloseable {

  /** The word for it in metrics and thread names. */
  String label();

  /** Whether opening it answers at once, so that a start can wait for what it says. */
  boolean isNear();

  /** Opens it for this writer alone, and finds out what is there. */
  Destination open() throws IOException;

  /** A failure in words: what is wrong and what to do about it. */
  String describe(IOException failure);

  @Override
  void close();
}
