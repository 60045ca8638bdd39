package io.boardstream.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Where documents stand, opened by one writer. Readers see each document whole, old or new. */
interface Destination extends AutoCloseable {

  /** What became of a document. */
  enum Outcome {
    WRITTEN,
    UNCHANGED,
    REMOVED,
    ABSENT
  }

  /** Told of each document, on the thread that writes. */
  interface Results {

    void done(String name, Outcome outcome, long nanos);

    /** The document is not as it should be; try again. */
    void failed(String name, IOException cause);
  }

  /**
   * False when it was removed, replaced or changed by others: open it again and compare all.
   *
   * @throws IOException when it cannot be asked
   */
  boolean isStillThere() throws IOException;

  /** Ids of models that have a document here. */
  Collection<String> models() throws IOException;

  /** The bytes of a document, or empty when there is none. */
  Optional<byte[]> read(String name) throws IOException;

  /** Gives documents these bytes, or removes those without; leaves alone what is so already. */
  void write(Map<String, Optional<byte[]>> documents, Results results);

  /** Makes what was written and removed so far survive a crash. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
